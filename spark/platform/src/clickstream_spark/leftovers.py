"""Names every record that is in `raw` and in no other table: it must be a copy of an event, else it is lost."""

from collections.abc import Mapping

from pyspark.sql import DataFrame, Window
from pyspark.sql.functions import col, lit, row_number

from clickstream_spark.contract import Contract
from clickstream_spark.errors import PlatformError
from clickstream_spark.queries import valid_events
from clickstream_spark.records import Records, rows_of
from clickstream_spark.source import with_received_at

PLACE = ["partition", "offset"]
Offsets = Mapping[int, int]
"""By partition, the offset of the next record."""


def leftovers(raw: DataFrame, events: DataFrame, set_aside: DataFrame, start: Offsets, end: Offsets) -> DataFrame:
    """The records of raw with offsets from `start` to before `end` that are in neither of the other tables."""
    found = within(raw, start, end)
    for table in (events, set_aside):
        found = found.join(within(table, start, end).select(PLACE), PLACE, "left_anti")
    return found


def within(table: DataFrame, start: Offsets, end: Offsets) -> DataFrame:
    """The rows with offsets from `start`, where it names none from 0, to before `end`."""
    condition = lit(False)
    for partition, offset in end.items():
        offsets = (col("offset") >= start.get(partition, 0)) & (col("offset") < offset)
        condition = condition | ((col("partition") == partition) & offsets)
    return table.where(condition)


def duplicates(contract: Contract, left: DataFrame, events: DataFrame) -> DataFrame:
    """The rows of table `duplicates`: each leftover record with the event that was kept in its stead.

    Of several events with the same id, which lie further apart than the dedup horizon, the record is a copy of one with
    the same content, if there is any, and of the first.

    Args:
        contract: Of the pipeline.
        left: See `leftovers`.
        events: The whole table of events.
    """
    copies = valid_events(Records(contract, with_received_at(left)))
    kept = events.select(
        "event_id",
        col("partition").alias("kept_partition"),
        col("offset").alias("kept_offset"),
        col("content_hash").alias("kept_content_hash"),
        col("kafka_timestamp").alias("kept_timestamp"),
    )
    nearest = Window.partitionBy(*PLACE).orderBy(
        (col("content_hash") != col("kept_content_hash")), "kept_timestamp", "kept_partition", "kept_offset"
    )
    matched = copies.join(kept, "event_id").withColumn("choice", row_number().over(nearest)).where("choice = 1")
    return rows_of(contract, "duplicates", matched.drop("choice"))


def require_all_explained(left: DataFrame, rows: DataFrame) -> None:
    """Makes sure that each leftover record is a copy of an event.

    Args:
        left: See `leftovers`.
        rows: See `duplicates`; kept in memory, because they are looked at several times.

    Raises:
        PlatformError: RECORDS_LOST when one is not.
    """
    lost = left.join(rows.select(PLACE), PLACE, "left_anti").select("topic", *PLACE).orderBy(*PLACE)
    first = lost.take(3)
    if first:
        places = ", ".join(f"{row.topic}-{row.partition} offset {row.offset}" for row in first)
        raise PlatformError(
            "RECORDS_LOST",
            f"{lost.count()} records of raw are in no table and copies of no event, first {places}",
            where="settle",
            next="npm run platform -- reconcile lists them; raw still holds their bytes",
        )
