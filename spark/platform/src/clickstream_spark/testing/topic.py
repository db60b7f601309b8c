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
    """One partition, unless told otherwise; offsets count from 0 in the order of sending.

    Attributes:
        files_per_batch: How much of it a batch of a stream reads: each call of `send` makes a file.
    """

    spark: SparkSession
    folder: Path
    files_per_batch: int = 1_000
    _next_offset: int = field(default=0)

    def send(self, *values: bytes) -> None:
        """Appends records one second of broker time apart."""
        self.send_with_headers(*((value, None) for value in values))

    def send_with_headers(self, *records: tuple[bytes, Sequence[Header] | None]) -> None:
        """Appends records with their headers."""
        first = self._next_offset
        self._append([(*record, BROKER_TIME + timedelta(seconds=first + n)) for n, record in enumerate(records)])

    def send_at(
        self, broker_time: datetime, value: bytes, partition: int = 0, received_at: datetime | None = None
    ) -> None:
        """Appends a record with a broker time of its own, received then unless told otherwise."""
        received = str(int((received_at or broker_time).timestamp() * 1000)).encode()
        self._append([(value, [("received_at", received)], broker_time)], partition)

    def _append(self, records: Sequence[tuple[bytes, Sequence[Header] | None, datetime]], partition: int = 0) -> None:
        rows = []
        for value, headers, at in records:
            rows.append((b"visitor", value, headers, "shop", partition, self._next_offset, at))
            self._next_offset += 1
        self.spark.createDataFrame(rows, SCHEMA).coalesce(1).write.mode("append").parquet(str(self.folder))

    def stream(self) -> DataFrame:
        """The records as a stream."""
        source = self.spark.readStream.schema(SCHEMA).option("maxFilesPerTrigger", self.files_per_batch)
        return with_received_at(source.parquet(str(self.folder)))

    def batch(self) -> DataFrame:
        """The records there are now."""
        return with_received_at(self.spark.read.schema(SCHEMA).parquet(str(self.folder)))
