"""What one batch of a query tells about it, taken from Spark's own report."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql.functions import expr
from pyspark.sql.streaming.listener import StreamingQueryProgress

_LATENCY = "latency"
# A record's age at the commit is highest where its broker time is lowest: the 5th percentile of one is the 95th of
# the other.
_PERCENTILES = "percentile_approx(unix_millis(kafka_timestamp), array(0.5D, 0.05D, 0.01D), 200)"


@dataclass(frozen=True)
class QueryProgress:
    """The latest batch of a query and its totals since this run began.

    Attributes:
        at: Start of the batch, ISO 8601 UTC.
        duration_ms: Of the whole batch.
        phases_ms: Its parts, by Spark's names for them.
        end_offsets: By partition, the offset after the last one that the batch read; empty for a query on a table.
        offsets_behind: Records in the topic that were not yet read; None for a query on a table.
        state_rows: What the query remembers, and how many bytes of memory that takes.
        rows_dropped: Rows behind the watermark, since this run began.
        watermark: ISO 8601 UTC; None for a query without one.
        latency_ms: From the broker's time of a record to the commit, percentiles 50, 95 and 99; None for no records.
    """

    query: str
    batch_id: int
    at: str
    duration_ms: int
    phases_ms: dict[str, int]
    input_rows: int
    input_rows_per_second: float
    processed_rows_per_second: float
    rows_read: int
    rows_written: int
    end_offsets: dict[str, int]
    offsets_behind: int | None
    state_rows: int
    state_bytes: int
    rows_dropped: int
    watermark: str | None
    latency_ms: dict[str, int] | None

    def line(self) -> str:
        """One line for a person."""
        return (
            f"{self.query}: batch {self.batch_id}, {self.input_rows:,} records in {self.duration_ms / 1000:.1f} s; "
            f"so far {self.rows_read:,} read, {self.rows_written:,} rows written"
        )


def timed(records: DataFrame) -> DataFrame:
    """Lets each batch report how old its records are; needs column kafka_timestamp."""
    return records.observe(_LATENCY, expr(_PERCENTILES).alias("broker_ms"))


def after(previous: QueryProgress | None, name: str, progress: StreamingQueryProgress) -> QueryProgress:
    """The progress after one more batch."""
    duration = progress.durationMs.get("triggerExecution", 0)
    dropped = sum(operator.numRowsDroppedByWatermark for operator in progress.stateOperators)
    return QueryProgress(
        query=name,
        batch_id=progress.batchId,
        at=progress.timestamp,
        duration_ms=duration,
        phases_ms=dict(progress.durationMs),
        input_rows=progress.numInputRows,
        input_rows_per_second=_finite(progress.inputRowsPerSecond),
        processed_rows_per_second=_finite(progress.processedRowsPerSecond),
        rows_read=(previous.rows_read if previous else 0) + progress.numInputRows,
        rows_written=(previous.rows_written if previous else 0) + max(progress.sink.numOutputRows, 0),
        end_offsets=_kafka_offsets(progress, "endOffset"),
        offsets_behind=_behind(progress),
        state_rows=sum(operator.numRowsTotal for operator in progress.stateOperators),
        state_bytes=sum(operator.memoryUsedBytes for operator in progress.stateOperators),
        rows_dropped=(previous.rows_dropped if previous else 0) + dropped,
        watermark=progress.eventTime.get("watermark"),
        latency_ms=_latency(progress, duration),
    )


def _finite(rate: float) -> float:
    """Spark reports no rate for the first batch as something that is no number."""
    return round(rate, 1) if rate == rate and abs(rate) != float("inf") else 0.0


def _kafka_offsets(progress: StreamingQueryProgress, kind: str) -> dict[str, int]:
    """Kafka reports {"topic": {"partition": offset}}; a query reads one source."""
    for source in progress.sources:
        if source.description.startswith("KafkaV2") and getattr(source, kind) not in (None, "null"):
            (offsets,) = json.loads(getattr(source, kind)).values()
            return dict(offsets)
    return {}


def _behind(progress: StreamingQueryProgress) -> int | None:
    latest, read = _kafka_offsets(progress, "latestOffset"), _kafka_offsets(progress, "endOffset")
    if not read:
        return None
    return sum(max(0, offset - read.get(partition, 0)) for partition, offset in latest.items())


def _latency(progress: StreamingQueryProgress, duration_ms: int) -> dict[str, int] | None:
    observed: Any = progress.observedMetrics.get(_LATENCY)
    if observed is None or observed["broker_ms"] is None:
        return None
    started = datetime.fromisoformat(progress.timestamp)
    committed = int((started + timedelta(milliseconds=duration_ms)).astimezone(UTC).timestamp() * 1000)
    return {name: committed - broker for name, broker in zip(("p50", "p95", "p99"), observed["broker_ms"], strict=True)}
