"""The queries of a pipeline as transformations: the rows of one table out of records, or out of events.

Every record is in `raw`, and either valid and on time (`events`, once per event_id) or in `set_aside`: both filter
on the one column `fate`, so that they are each other's complement. Sessions and metrics are computed from the table
of `events`. batch.py is the twin of this module for bounded input; both take every expression from the contract.
"""

from collections.abc import Callable

from pyspark.sql import DataFrame

from clickstream_spark.contract import Contract
from clickstream_spark.records import Records, rows_of
from clickstream_spark.state import DEDUP_KEY, DEDUP_TIME, GROUP_TIME

_ORDER_MARGIN_MS = 3_600_000
"""How much later than its neighbours, by time of receipt, an event may be processed before its group is closed."""


def raw(records: Records) -> DataFrame:
    """Every record as it came; nothing is decoded, so nothing in it can be lost to a mistake of ours."""
    return rows_of(records.contract, "raw", records.received)


def valid_events(records: Records) -> DataFrame:
    """Records that are valid and on time, with all copies of an event."""
    return rows_of(records.contract, "events", records.decoded.where("fate IS NULL"))


def events(records: Records) -> DataFrame:
    """Valid events, the first of each event_id.

    Holds for copies less than the dedup horizon apart, measured in broker time: a client's clock moves nothing.
    The horizon exceeds Kafka's retention, so no record still in Kafka lies behind the watermark.
    """
    horizon = f"{records.contract.time.dedup_horizon_ms} milliseconds"
    return valid_events(records).withWatermark(DEDUP_TIME, horizon).dropDuplicatesWithinWatermark([DEDUP_KEY])


def set_aside(records: Records) -> DataFrame:
    """Records that are not valid or not on time, with the reason."""
    return rows_of(records.contract, "set_aside", records.decoded.where("fate IS NOT NULL"))


def changelog(contract: Contract, table: str, events: DataFrame) -> DataFrame:
    """Groups of events, each once it can grow no more: revision 0 of its key.

    An event may be as old as the lateness allows, and another as far in the future: a group is closed when events that
    much newer, and a margin, have been processed. A group's row leaves with the next batch that has events. What comes
    later still is counted as dropped and healed by `settle`, which compares with the events themselves.
    """
    time = contract.time
    delay = f"{time.lateness_ms + time.future_ms + _ORDER_MARGIN_MS} milliseconds"
    return rows_of(contract, table, events.withWatermark(GROUP_TIME, delay))


FROM_TOPIC: dict[str, Callable[[Records], DataFrame]] = {"raw": raw, "events": events, "set_aside": set_aside}
"""By name, which is also the name of the table in the contract."""

FROM_EVENTS = ("sessions", "metrics_minute")
"""Changelogs over the table of `events`; a contract whose events have no visitor or page is without them."""

QUERIES = (*FROM_TOPIC, *FROM_EVENTS)


def names_of(contract: Contract) -> list[str]:
    """The queries of a pipeline, those from the topic first."""
    return [name for name in QUERIES if name in contract.tables]
