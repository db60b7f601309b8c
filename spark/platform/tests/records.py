"""A topic in a folder: records with Kafka's columns, read as a stream in the order they were sent."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from clickstream_spark.source import with_received_at
from pyspark.sql import DataFrame, SparkSession

SCHEMA = (
    "key BINARY, value BINARY, headers ARRAY<STRUCT<key: STRING, value: BINARY>>, topic STRING, partition INT, "
    "offset BIGINT, kafka_timestamp TIMESTAMP"
)
BROKER_TIME = datetime(2026, 3, 1, 12, tzinfo=UTC)
Header = tuple[str, bytes]


@dataclass
class Topic:
    spark: SparkSession
    folder: Path
    _next_offset: int = field(default=0)

    def send(self, *values: bytes) -> None:
        """Appends records one second of broker time apart."""
        rows = []
        for value in values:
            at = BROKER_TIME + timedelta(seconds=self._next_offset)
            rows.append((b"visitor", value, None, "shop", 0, self._next_offset, at))
            self._next_offset += 1
        self.spark.createDataFrame(rows, SCHEMA).coalesce(1).write.mode("append").parquet(str(self.folder))

    def stream(self) -> DataFrame:
        return with_received_at(self.spark.readStream.schema(SCHEMA).parquet(str(self.folder)))


def record_with(spark: SparkSession, headers: Sequence[Header] | None) -> DataFrame:
    row = (b"visitor", b"{}", headers, "shop", 0, 0, BROKER_TIME)
    return spark.createDataFrame([row], SCHEMA)


def event(event_id: str, **members: Any) -> bytes:
    """A valid event of the fixture contract, unless `members` say otherwise."""
    return json.dumps({"event_id": event_id, "occurred_at": BROKER_TIME.isoformat(), **members}).encode()
