"""Golden vectors, and what Spark makes of them by a compiled contract."""

import base64
import json
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 (the name PySpark's own documentation uses)

WORKSPACE = Path(__file__).parents[3]

Vector = dict[str, Any]
Contract = dict[str, Any]
Verdict = tuple[tuple[str, str] | None, str | None]


def read_contract(root: Path) -> Contract:
    """The compiled contract of a pipeline."""
    contract: Contract = json.loads((root / "derived/contract.json").read_text())
    return contract


def read_vectors(root: Path) -> list[Vector]:
    """All vectors of a pipeline; libs/schema/src/vectors/vector.ts has their format."""
    files = sorted((root / "fixtures/vectors").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().split("\n") if line]


def bytes_of(vector: Vector) -> bytes:
    """The Kafka value of a vector."""
    if "base64" in vector:
        return base64.b64decode(vector["base64"])
    parts = vector.get("parts", [[vector.get("text"), 1]])
    return "".join(text * times for text, times in parts).encode()


def records(spark: SparkSession, vectors: list[Vector]) -> DataFrame:
    """The vectors as the platform's source gives records to the steps."""
    rows = [(index, bytearray(bytes_of(vector)), vector["receivedAt"]) for index, vector in enumerate(vectors)]
    return spark.createDataFrame(rows, "offset bigint, value binary, received_ms bigint").select(
        F.lit(None).cast("binary").alias("key"),
        "value",
        F.lit(None).cast("array<struct<key: string, value: binary>>").alias("headers"),
        F.lit("vectors").alias("topic"),
        F.lit(0).alias("partition"),
        "offset",
        F.timestamp_millis("received_ms").alias("kafka_timestamp"),
        F.timestamp_millis("received_ms").alias("received_at"),
    )


def decoded(frame: DataFrame, contract: Contract) -> DataFrame:
    """The records with the columns of all steps, made as the platform does it: its contract.py says why `inline`."""
    *steps, fate = contract["steps"]
    for step in steps:
        frame = frame.withColumn(step["column"], F.expr(step["expr"]))
    return frame.selectExpr("*", f"inline(array(named_struct('fate', {fate['expr']})))")


def verdicts(spark: SparkSession, vectors: list[Vector], contract: Contract) -> list[Verdict]:
    """Reason kind and path, or the content hash of a valid event, for each vector."""
    columns = {column["name"]: column["expr"] for column in contract["tables"]["events"]["columns"]}
    rows = (
        decoded(records(spark, vectors), contract)
        .select("offset", "fate.kind", "fate.path", F.expr(columns["content_hash"]).alias("hash"))
        .collect()
    )
    return [
        ((row.kind, row.path), None) if row.kind else (None, row.hash)
        for row in sorted(rows, key=lambda row: row.offset)
    ]


def expected(vector: Vector) -> Verdict:
    """The verdict that is written down."""
    reason = vector["expect"]
    return ((reason["kind"], reason["path"]), None) if reason else (None, vector.get("hash"))


def agrees(verdict: Verdict, vector: Vector) -> bool:
    """Whether the verdict is the one that is written down, and the hash where there is one."""
    reason, content_hash = expected(vector)
    return verdict[0] == reason and content_hash in (None, verdict[1])


def mutated(contract: Contract, find: str, replace: str) -> Contract:
    """The contract with a piece of its expressions replaced; the piece must be there."""
    text = json.dumps(contract)
    quoted = json.dumps(find)[1:-1]
    assert quoted in text, f"the compiled contract has no {find}"
    result: Contract = json.loads(text.replace(quoted, json.dumps(replace)[1:-1]))
    return result
