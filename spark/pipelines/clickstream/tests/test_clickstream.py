"""What becomes of records in the job of this pipeline, on a real Spark; libs/schema/parity judges every vector."""

from pathlib import Path

from clickstream_spark.testing.vectors import golden_vectors, stored
from pyspark.sql import SparkSession

pytest_plugins = ["clickstream_spark.testing.session"]

PIPELINE = "clickstream"
VECTORS = golden_vectors(PIPELINE)


def test_an_event_is_stored_once_and_a_bad_record_is_set_aside(spark: SparkSession, tmp_path: Path) -> None:
    good = next(vector for vector in VECTORS if vector.refused is None)
    bad = next(vector for vector in VECTORS if vector.refused is not None)

    tables = stored(spark, PIPELINE, [good, bad, good], tmp_path)

    assert tables == {"raw": [0, 1, 2], "events": [0], "set_aside": [1]}
