"""Spark gives every golden vector the verdict and the hash that TypeScript gives it."""

from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from vectors import expected, pipelines, read_contract, read_vectors, verdicts


@pytest.mark.parametrize("root", pipelines(), ids=lambda root: root.name)
def test_verdicts_are_equal(spark: SparkSession, root: Path) -> None:
    vectors = read_vectors(root)
    got = verdicts(spark, vectors, read_contract(root))
    assert len(got) == len(vectors)
    wrong = [
        (vector["name"], f"want {expected(vector)}", f"got {verdict}")
        for vector, verdict in zip(vectors, got, strict=True)
        if verdict != expected(vector)
    ]
    assert wrong == []
