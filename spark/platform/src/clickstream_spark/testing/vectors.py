"""The golden vectors of a pipeline: records with the verdict that TypeScript and Spark must both give."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from clickstream_spark.contract import Contract, read_contract
from clickstream_spark.queries import FROM_TOPIC
from clickstream_spark.records import Records
from clickstream_spark.testing.topic import Header, Topic
from clickstream_spark.testing.workspace import WORKSPACE


@dataclass(frozen=True)
class Vector:
    """A record and its verdict.

    Attributes:
        received_ms: When our edge received it, in milliseconds since 1970.
        refused: Kind and path of the reason, like `late $.occurred_at`; None for an event that is taken.
    """

    name: str
    value: bytes
    received_ms: int
    refused: str | None

    def record(self) -> tuple[bytes, list[Header]]:
        """As it lies in the topic."""
        return self.value, [("received_at", str(self.received_ms).encode())]


def golden_vectors(pipeline: str) -> list[Vector]:
    """Reads `fixtures/vectors/*.jsonl` of a pipeline; libs/schema/src/vectors/vector.ts has the format."""
    files = sorted((_root(pipeline) / "fixtures" / "vectors").glob("*.jsonl"))
    return [_vector(json.loads(line)) for file in files for line in file.read_text("utf-8").split("\n") if line]


def verdicts(spark: SparkSession, pipeline: str, vectors: Sequence[Vector], folder: Path) -> list[str | None]:
    """What Spark says of each vector, as in `Vector.refused`."""
    topic = _topic_of(spark, vectors, folder)
    judged = (
        Records(_contract(pipeline), topic.batch()).decoded.selectExpr("offset", "fate.kind", "fate.path").collect()
    )
    by_offset = {row["offset"]: f"{row['kind']} {row['path']}" if row["kind"] else None for row in judged}
    return [by_offset[offset] for offset in range(len(vectors))]


def stored(spark: SparkSession, pipeline: str, vectors: Sequence[Vector], folder: Path) -> dict[str, list[int]]:
    """Runs the queries that read the topic as streams; by table, the offsets of the records that it holds then."""
    topic = _topic_of(spark, vectors, folder / "topic")
    contract = _contract(pipeline)
    return {name: _drained(spark, name, contract, topic, folder) for name in FROM_TOPIC}


def _drained(spark: SparkSession, query: str, contract: Contract, topic: Topic, folder: Path) -> list[int]:
    table = str(folder / query)
    writer = (
        FROM_TOPIC[query](Records(contract, topic.stream())).writeStream.format("parquet").trigger(availableNow=True)
    )
    writer.option("checkpointLocation", str(folder / "checkpoints" / query)).start(table).awaitTermination()
    return sorted(row[0] for row in spark.read.parquet(table).select("offset").collect())


def _topic_of(spark: SparkSession, vectors: Sequence[Vector], folder: Path) -> Topic:
    topic = Topic(spark, folder)
    topic.send_with_headers(*(vector.record() for vector in vectors))
    return topic


def _vector(members: dict[str, Any]) -> Vector:
    expected = members["expect"]
    return Vector(
        name=members["name"],
        value=_bytes_of(members),
        received_ms=members["receivedAt"],
        refused=f"{expected['kind']} {expected['path']}" if expected else None,
    )


def _bytes_of(members: dict[str, Any]) -> bytes:
    if "base64" in members:
        return base64.b64decode(members["base64"])
    parts = members.get("parts", [[members.get("text", ""), 1]])
    return "".join(text * times for text, times in parts).encode()


def _contract(pipeline: str) -> Contract:
    return read_contract(_root(pipeline) / "derived" / "contract.json")


def _root(pipeline: str) -> Path:
    return WORKSPACE / "libs" / "pipelines" / pipeline
