"""Spark gives every golden vector the verdict and the hash that TypeScript gives it."""

from pathlib import Path

from pyspark.sql import SparkSession
from vectors import WORKSPACE, agrees, expected, mutated, read_contract, read_vectors, verdicts


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


def test_a_loosened_rule_is_noticed(spark: SparkSession) -> None:
    """The canary; `nx run schema-parity:mutants` loosens many rules, one by one."""
    root = WORKSPACE / "libs/schema/fixtures/upcast"
    vectors = read_vectors(root)
    got = verdicts(spark, vectors, mutated(read_contract(root), "BETWEEN 1 AND 40", "BETWEEN 1 AND 41"))
    assert not all(agrees(verdict, vector) for vector, verdict in zip(vectors, got, strict=True))
