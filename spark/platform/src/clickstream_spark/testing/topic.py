"""A topic in a folder: records with Kafka's columns, read as a stream in the order they were sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from clickstream_spark.source import with_received_at

SCHEMA = (
    "key BINARY, value BINARY, headers ARRAY<STRUCT<key: STRING, value: BINARY>>, topic STRING, partition INT, "
    "offset BIGINT, kafka_timestamp TIMESTAMP"
)
BROKER_TIME = datetime(2026, 3, 1, 12, tzinfo=UTC)
Header = tuple[str, bytes]


@dataclass
class Topic:
    """One partition; offsets count from 0 in the order of sending."""

    spark: SparkSession
    folder: Path
    _next_offset: int = field(default=0)

    def send(self, *values: bytes) -> None:
        """Appends records one second of broker time apart."""
        self.send_with_headers(*((value, None) for value in values))

    def send_with_headers(self, *records: tuple[bytes, Sequence[Header] | None]) -> None:
        """Appends records with their headers."""
        rows = []
        for value, headers in records:
            at = BROKER_TIME + timedelta(seconds=self._next_offset)
            rows.append((b"visitor", value, headers, "shop", 0, self._next_offset, at))
            self._next_offset += 1
        self.spark.createDataFrame(rows, SCHEMA).coalesce(1).write.mode("append").parquet(str(self.folder))

    def stream(self) -> DataFrame:
        """The records as a stream."""
        return with_received_at(self.spark.readStream.schema(SCHEMA).parquet(str(self.folder)))

    def batch(self) -> DataFrame:
        """The records there are now."""
        return with_received_at(self.spark.read.schema(SCHEMA).parquet(str(self.folder)))
