"""The golden vectors of a pipeline: records with the verdict that TypeScript and Spark must both give."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from clickstream_spark.contract import Contract, read_contract
from clickstream_spark.queries import QUERIES
from clickstream_spark.testing.session import WORKSPACE
from clickstream_spark.testing.topic import Header, Topic


@dataclass(frozen=True)
class Vector:
    """A record and its verdict.

    Attributes:
        refused: Kind and path of the reason, like `late $.occurred_at`; None for an event that is taken.
    """

    name: str
    value: bytes
    received_at: datetime
    refused: str | None

    def record(self) -> tuple[bytes, list[Header]]:
        """As it lies in the topic: the value, and when our edge received it."""
        received_ms = round(self.received_at.timestamp() * 1000)
        return self.value, [("received_at", str(received_ms).encode())]


def golden_vectors(pipeline: str) -> list[Vector]:
    """Reads `fixtures/vectors.json` of a pipeline; libs/schema/src/testing.ts has its format."""
    text = (_root(pipeline) / "fixtures" / "vectors.json").read_text("utf-8")
    return [_vector(vector) for vector in json.loads(text)]


def verdicts(spark: SparkSession, pipeline: str, vectors: Sequence[Vector], folder: Path) -> dict[str, str | None]:
    """What Spark says of each vector, by name, as in `Vector.refused`."""
    topic = _topic_of(spark, vectors, folder)
    judged = _contract(pipeline).decode(topic.batch()).selectExpr("offset", "fate.kind", "fate.path").collect()
    by_offset = {row["offset"]: f"{row['kind']} {row['path']}" if row["kind"] else None for row in judged}
    return {vector.name: by_offset[offset] for offset, vector in enumerate(vectors)}


def stored(spark: SparkSession, pipeline: str, vectors: Sequence[Vector], folder: Path) -> dict[str, list[int]]:
    """Runs the queries of the job as streams; by table, the offsets of the records that it holds then."""
    topic = _topic_of(spark, vectors, folder / "topic")
    contract = _contract(pipeline)
    return {name: _drained(spark, name, contract, topic, folder) for name in QUERIES}


def _drained(spark: SparkSession, query: str, contract: Contract, topic: Topic, folder: Path) -> list[int]:
    table = str(folder / query)
    writer = QUERIES[query](contract, topic.stream()).writeStream.format("parquet").trigger(availableNow=True)
    writer.option("checkpointLocation", str(folder / "checkpoints" / query)).start(table).awaitTermination()
    return sorted(row[0] for row in spark.read.parquet(table).select("offset").collect())


def _topic_of(spark: SparkSession, vectors: Sequence[Vector], folder: Path) -> Topic:
    topic = Topic(spark, folder)
    topic.send_with_headers(*(vector.record() for vector in vectors))
    return topic


def _vector(members: dict[str, Any]) -> Vector:
    text = members.get("text")
    value = json.dumps(members["document"]) if text is None else text
    refused = members.get("refused")
    return Vector(
        name=members["name"],
        value=value.encode(),
        received_at=datetime.fromisoformat(members["received_at"]),
        refused=f"{refused['kind']} {refused['path']}" if refused else None,
    )


def _contract(pipeline: str) -> Contract:
    return read_contract(_root(pipeline) / "derived" / "contract.json")


def _root(pipeline: str) -> Path:
    return WORKSPACE / "libs" / "pipelines" / pipeline
