"""The queries of a pipeline as transformations: records in, rows of one table out. They run on streams and batches.

Every record is in `raw`, and either valid and on time (`events`, once per event_id) or in `set_aside`: both filter
on the one column `fate`, so that they are each other's complement.
"""

from collections.abc import Callable

from pyspark.sql import DataFrame

from clickstream_spark.contract import Records

Query = Callable[[Records], DataFrame]


def raw(records: Records) -> DataFrame:
    """Every record as it came; nothing is decoded, so nothing in it can be lost to a mistake of ours."""
    return records.contract.rows_of("raw", records.received)


def events(records: Records) -> DataFrame:
    """Valid events, the first of each event_id.

    Holds for copies less than the dedup horizon apart, measured in broker time: a client's clock moves nothing.
    The horizon exceeds Kafka's retention, so no record still in Kafka lies behind the watermark.
    """
    rows = records.contract.rows_of("events", records.decoded.where("fate IS NULL"))
    horizon = f"{records.contract.time.dedup_horizon_ms} milliseconds"
    return rows.withWatermark("kafka_timestamp", horizon).dropDuplicatesWithinWatermark(["event_id"])


def set_aside(records: Records) -> DataFrame:
    """Records that are not valid or not on time, with the reason."""
    return records.contract.rows_of("set_aside", records.decoded.where("fate IS NOT NULL"))


QUERIES: dict[str, Query] = {"raw": raw, "events": events, "set_aside": set_aside}
"""By name, which is also the name of the table in the contract."""
