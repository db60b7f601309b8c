"""Rebuilds curated tables from raw, as a bounded batch beside the live ones, and compares them.

Live tables are only read. What a record becomes is said by the contract of this release, so that with a changed rule
the comparison shows what the change would do to the past.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import reduce

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql.functions import coalesce, col, count, date_trunc, expr, lit, xxhash64
from pyspark.sql.functions import sum as total

from clickstream_spark.batch import all_events, changelogs_of, current, tables_of, utc_day
from clickstream_spark.contract import Contract
from clickstream_spark.queries import FROM_EVENTS
from clickstream_spark.replayed import ComparedDay, side_table
from clickstream_spark.settings import Settings
from clickstream_spark.source import with_received_at
from clickstream_spark.tables import qualified

_DAY = timedelta(days=1)
_KEY_OF = {"events": "event_id", "sessions": "session_id", "metrics_minute": "concat_ws(' ', minute, event_type)"}
_WHERE_AND_WHEN = {"topic", "partition", "offset", "kafka_timestamp", "received_at", "sent_at", "revision", "op"}
"""A copy in another partition has others, and says the same."""
_EXAMPLES = 3


def replay(spark: SparkSession, settings: Settings, contract: Contract, start: datetime, end: datetime) -> None:
    """Rebuilds the events of records that the broker had from `start` to before `end`, and their sessions and minutes.

    Reads more of raw than that: a dedup horizon before, for the first copies of events, and a day and a gap on both
    sides, for sessions that cross the border.
    """
    margin = _DAY + timedelta(milliseconds=contract.time.session_gap_ms)
    horizon = timedelta(milliseconds=contract.time.dedup_horizon_ms)
    raw = _live(spark, settings, contract, "raw").where(_between(start - margin - horizon, end + margin))
    tables = tables_of(contract, with_received_at(raw))
    every = all_events(tables["events"], tables["set_aside"]).where(_between(start - margin, end + margin)).persist()
    try:
        rebuilt = {"events": tables["events"].where(_between(start, end))} | changelogs_of(contract, every)
        for name in _curated(contract):
            rows = rebuilt[name]
            rows.writeTo(qualified(settings.lake.namespace, side_table(contract.tables[name].name))).createOrReplace()
    finally:
        every.unpersist()


def compare(
    spark: SparkSession, settings: Settings, contract: Contract, start: datetime, end: datetime
) -> list[ComparedDay]:
    """Compares rebuilt and live tables by day: row counts and a fingerprint of the business columns.

    Of sessions and minutes only days are compared all of whose events were received in the range. Two kinds of events
    are left out, with the minutes and the visitor's sessions of that day: those of which partitions say different
    things under one event_id, because which of them is kept depends on which was processed first; and those that came
    again after more than the dedup horizon, which are two rows to the stream and one here.
    """
    live_events = all_events(
        _live(spark, settings, contract, "events"), _live(spark, settings, contract, "set_aside")
    ).withColumn("day", utc_day("events"))
    outside = live_events.where(~_between(start, end)).select("day").distinct()
    disputed = _disputed(spark, settings, contract)
    left_out = _left_out(
        events.join(disputed, "event_id", "left_semi").select("anonymous_id", "event_type", "occurred_at")
        for events in (live_events, _side(spark, settings, contract, "events"))
    )
    compared: list[ComparedDay] = []
    for name in _curated(contract):
        live = _live(spark, settings, contract, name)
        other = _side(spark, settings, contract, name)
        if name in FROM_EVENTS:
            live, other = (
                current(frame, contract.tables[name].key)
                .withColumn("day", utc_day(name))
                .join(outside, "day", "left_anti")
                .join(left_out[name], left_out[name].columns, "left_anti")
                .drop("day")
                for frame in (live, other)
            )
        else:
            live = live.where(_between(start, end)).join(disputed, "event_id", "left_anti")
            other = other.join(disputed, "event_id", "left_anti")
        compared += _compare(contract.tables[name].name, *(_by_day(frame, name) for frame in (live, other)))
    return compared


def _disputed(spark: SparkSession, settings: Settings, contract: Contract) -> DataFrame:
    """Ids of which stream and batch may keep different records."""
    across = "class = 'id_conflict' AND partition <> kept_partition"
    conflicts = _live(spark, settings, contract, "duplicates").where(across).select("event_id")
    rows_of_id = _live(spark, settings, contract, "events").groupBy("event_id").count()
    return conflicts.union(rows_of_id.where("count > 1").select("event_id")).distinct()


def _left_out(disputed: Iterable[DataFrame]) -> dict[str, DataFrame]:
    """By table, which of its rows are made of disputed events."""
    events = reduce(DataFrame.union, disputed)
    minute = date_trunc("minute", "occurred_at").alias("minute")
    return {
        "sessions": events.select("anonymous_id", utc_day("events").alias("day")).distinct(),
        "metrics_minute": events.select("event_type", minute).distinct(),
    }


def _compare(table: str, live: DataFrame, other: DataFrame) -> Iterator[ComparedDay]:
    days = _fingerprints(live, "live").join(_fingerprints(other, "replayed"), "day", "full_outer")
    same = col("live").eqNullSafe(col("replayed")) & col("live_print").eqNullSafe(col("replayed_print"))
    for row in days.withColumn("same", same).orderBy("day").collect():
        keys = () if row.same else _differing(live, other, row.day)
        yield ComparedDay(table, str(row.day), row.live or 0, row.replayed or 0, keys)


def _differing(live: DataFrame, other: DataFrame, day: date) -> tuple[str, ...]:
    live, other = (frame.where(col("day") == lit(day)) for frame in (live, other))
    rows = live.exceptAll(other).union(other.exceptAll(live))
    return tuple(row.key for row in rows.select("key").distinct().orderBy("key").take(_EXAMPLES))


def _by_day(rows: DataFrame, name: str) -> DataFrame:
    business = sorted(column for column in rows.columns if column not in _WHERE_AND_WHEN)
    return rows.select(
        utc_day(name).alias("day"),
        expr(_KEY_OF[name]).alias("key"),
        xxhash64(*business).alias("content"),
    )


def _fingerprints(rows: DataFrame, side: str) -> DataFrame:
    """By day the number of rows, and a sum that does not depend on their order."""
    content = coalesce(total(col("content").cast("decimal(38, 0)")), lit(0))
    return rows.groupBy("day").agg(count("*").alias(side), content.alias(f"{side}_print"))


def _curated(contract: Contract) -> list[str]:
    return [name for name in ("events", *FROM_EVENTS) if name in contract.tables]


def _between(start: datetime, end: datetime) -> Column:
    return (col("kafka_timestamp") >= lit(start.astimezone(UTC))) & (col("kafka_timestamp") < lit(end.astimezone(UTC)))


def _live(spark: SparkSession, settings: Settings, contract: Contract, name: str) -> DataFrame:
    return spark.table(qualified(settings.lake.namespace, contract.tables[name].name))


def _side(spark: SparkSession, settings: Settings, contract: Contract, name: str) -> DataFrame:
    return spark.table(qualified(settings.lake.namespace, side_table(contract.tables[name].name)))
