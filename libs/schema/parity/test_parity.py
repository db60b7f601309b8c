"""Spark gives every golden vector the verdict and the hash that TypeScript gives it."""

from pathlib import Path

from pyspark.sql import SparkSession
from vectors import agrees, expected, read_contract, read_vectors, verdicts


def test_verdicts_and_hashes_are_equal(spark: SparkSession, root: Path) -> None:
    """Kind, path and content hash of every vector."""
    vectors = read_vectors(root)
    got = verdicts(spark, vectors, read_contract(root))
    wrong = [
        (vector["name"], f"want {expected(vector)}", f"got {verdict}")
        for vector, verdict in zip(vectors, got, strict=True)
        if not agrees(verdict, vector)
    ]
    assert wrong == []
