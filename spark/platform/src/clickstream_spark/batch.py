"""The batch twin of the queries: the same tables of a bounded set of records, in one pass and with nothing kept open.

What a record or a group of events becomes is said once, in the contract, so that stream and batch cannot drift. Only
two things differ: duplicates are told by comparison instead of by memory, and every group is final.
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql.functions import col, expr, row_number

from clickstream_spark.contract import Contract
from clickstream_spark.queries import FROM_EVENTS, raw, set_aside, valid_events
from clickstream_spark.records import Records, rows_of

_FIRST = ("kafka_timestamp", "topic", "partition", "offset")


def tables_of(contract: Contract, received: DataFrame) -> dict[str, DataFrame]:
    """All tables of the records, by the name of their query.

    Args:
        contract: Of the pipeline.
        received: Records with the columns of source.py: from the topic or from the raw table.
    """
    records = Records(contract, received)
    events = first_of_each(valid_events(records))
    from_topic = {"raw": raw(records), "events": events, "set_aside": set_aside(records)}
    return from_topic | changelogs_of(contract, events)


def changelogs_of(contract: Contract, events: DataFrame) -> dict[str, DataFrame]:
    """The tables that are computed from events, all groups closed, as revision 0."""
    return {name: rows_of(contract, name, events) for name in FROM_EVENTS if name in contract.tables}


def first_of_each(events: DataFrame) -> DataFrame:
    """Of the copies of an event the one that the broker had first.

    The stream keeps the first that it processes: the same one when the copies are in one partition. Copies further
    apart than the dedup horizon are two rows to the stream and one here.
    """
    copies = Window.partitionBy("event_id").orderBy(*_FIRST)
    return events.withColumn("copy", row_number().over(copies)).where(col("copy") == 1).drop("copy")


def all_events(events: DataFrame, set_aside: DataFrame) -> DataFrame:
    """Valid events once each: those in time, and of those too late the first copy when none was in time."""
    late = set_aside.where("kind = 'late'").join(events.select("event_id"), "event_id", "left_anti")
    return events.unionByName(first_of_each(late).select(events.columns))


def current(changelog: DataFrame, key: tuple[str, ...]) -> DataFrame:
    """What a changelog says now: of each key the highest revision, unless it retracts the key."""
    return latest(changelog, key).where("op = 'upsert'").drop("revision", "op")


def latest(changelog: DataFrame, key: tuple[str, ...]) -> DataFrame:
    """The row with the highest revision of each key."""
    revisions = Window.partitionBy(*key).orderBy(col("revision").desc())
    return changelog.withColumn("age", row_number().over(revisions)).where(col("age") == 1).drop("age")


def utc_day(table: str) -> Column:
    """The UTC date that a row of a table is about."""
    return expr(f"date_from_unix_date(CAST(unix_micros({_TIME_OF[table]}) DIV 86400000000 AS INT))")


_TIME_OF = {"events": "occurred_at", "sessions": "started_at", "metrics_minute": "minute"}
