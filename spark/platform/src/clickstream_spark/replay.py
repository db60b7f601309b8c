"""Rebuilds curated tables from raw, as a bounded batch beside the live ones, and compares them.

Live tables are only read. What a record becomes is said by the contract of this release, so that with a changed rule
the comparison shows what the change would do to the past.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql.functions import coalesce, col, count, expr, lit, xxhash64
from pyspark.sql.functions import sum as total

from clickstream_spark.batch import all_events, changelogs_of, current, tables_of, utc_day
from clickstream_spark.contract import Contract
from clickstream_spark.queries import FROM_EVENTS
from clickstream_spark.settings import Settings
from clickstream_spark.source import with_received_at
from clickstream_spark.tables import qualified

_DAY = timedelta(days=1)
_KEY_OF = {"events": "event_id", "sessions": "session_id", "metrics_minute": "concat_ws(' ', minute, event_type)"}
_WHERE_AND_WHEN = {"topic", "partition", "offset", "kafka_timestamp", "received_at", "sent_at", "revision", "op"}
"""A copy in another partition has others, and says the same."""
_EXAMPLES = 3


@dataclass(frozen=True)
class Difference:
    """A day on which a rebuilt table does not say what the live one says.

    Attributes:
        live: Rows of the live table.
        replayed: Rows of the rebuilt one.
        examples: Keys of rows that differ.
    """

    table: str
    day: str
    live: int
    replayed: int
    examples: tuple[str, ...]


def side_table(table: str) -> str:
    """Where a rebuilt table is written."""
    return f"{table}_replay"


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


def differences(
    spark: SparkSession, settings: Settings, contract: Contract, start: datetime, end: datetime
) -> list[Difference]:
    """Compares rebuilt and live tables by day: row counts and a fingerprint of the business columns.

    Of sessions and minutes only days are compared all of whose events were received in the range. Records of several
    partitions that say different things under one event_id are left out, with the sessions and minutes of their days:
    which of them is kept depends on which was processed first.
    """
    live_events = all_events(
        _live(spark, settings, contract, "events"), _live(spark, settings, contract, "set_aside")
    ).withColumn("day", utc_day("events"))
    disputed = _disputed(spark, settings, contract)
    outside = live_events.where(~_between(start, end)).select("day")
    for events in (_live(spark, settings, contract, "events"), _side(spark, settings, contract, "events")):
        outside = outside.union(events.join(disputed, "event_id", "left_semi").select(utc_day("events")))
    outside = outside.distinct()
    found: list[Difference] = []
    for name in _curated(contract):
        live = _live(spark, settings, contract, name)
        other = _side(spark, settings, contract, name)
        if name in FROM_EVENTS:
            live, other = (current(frame, contract.tables[name].key) for frame in (live, other))
        else:
            live = live.where(_between(start, end)).join(disputed, "event_id", "left_anti")
            other = other.join(disputed, "event_id", "left_anti")
        live, other = (_by_day(frame, name) for frame in (live, other))
        if name in FROM_EVENTS:
            live, other = (frame.join(outside, "day", "left_anti") for frame in (live, other))
        found += _compare(contract.tables[name].name, live, other)
    return found


def _disputed(spark: SparkSession, settings: Settings, contract: Contract) -> DataFrame:
    """Ids whose records say different things and lie in different partitions."""
    across = "class = 'id_conflict' AND partition <> kept_partition"
    return _live(spark, settings, contract, "duplicates").where(across).select("event_id").distinct()


def _compare(table: str, live: DataFrame, other: DataFrame) -> Iterator[Difference]:
    days = _fingerprints(live, "live").join(_fingerprints(other, "replayed"), "day", "full_outer")
    same = col("live").eqNullSafe(col("replayed")) & col("live_print").eqNullSafe(col("replayed_print"))
    for row in days.where(~same).orderBy("day").collect():
        on_day = col("day") == lit(row.day)
        rows_differ = (
            live.where(on_day).exceptAll(other.where(on_day)).union(other.where(on_day).exceptAll(live.where(on_day)))
        )
        keys = [one.key for one in rows_differ.select("key").distinct().orderBy("key").take(_EXAMPLES)]
        yield Difference(table, str(row.day), row.live or 0, row.replayed or 0, tuple(keys))


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
