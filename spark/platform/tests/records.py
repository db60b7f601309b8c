"""Records of the fixture contract."""

import json
from collections.abc import Sequence
from typing import Any

from clickstream_spark.testing.topic import BROKER_TIME, SCHEMA, Header
from pyspark.sql import DataFrame, SparkSession


def record_with(spark: SparkSession, headers: Sequence[Header] | None) -> DataFrame:
    row = (b"visitor", b"{}", headers, "shop", 0, 0, BROKER_TIME)
    return spark.createDataFrame([row], SCHEMA)


def event(event_id: str, **members: Any) -> bytes:
    """A valid event of the fixture contract, unless `members` say otherwise."""
    return json.dumps({"event_id": event_id, "occurred_at": BROKER_TIME.isoformat(), **members}).encode()
