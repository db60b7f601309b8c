"""One Spark session for all tests: a lake in a temporary folder instead of S3, everything else as in production.

A test module takes the fixture with `pytest_plugins = ["clickstream_spark.testing.session"]`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from clickstream_spark.conf import LAKE, spark_conf
from clickstream_spark.settings import Kafka, Lake, ObjectStore, Settings
from clickstream_spark.testing.workspace import WORKSPACE

JARS = WORKSPACE / ".platform" / "jars" / "spark"

SETTINGS = Settings(
    kafka=Kafka(bootstrap_servers=("127.0.0.1:9092",), auth="none"),
    s3=ObjectStore(endpoint=None, region="eu-central-1"),
    lake=Lake(
        catalog_uri="http://127.0.0.1:8181",
        warehouse="lake",
        namespace="shop",
        signing_name="s3tables",
        raw_location=None,
    ),
    checkpoints="s3://checkpoints/spark",
    shuffle_partitions=2,
    max_records_per_batch=1_000,
    trigger_seconds={"raw": 1, "events": 1, "set_aside": 1, "sessions": 1, "metrics_minute": 1},
    lease_seconds=2,
    progress_file="progress.json",
    metrics=None,
)
"""Settings that are complete; what a test reaches for real, it replaces."""


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A session with two task slots."""
    assert any(JARS.glob("*.jar")), f"no jars in {JARS}; run: npm run platform -- up"
    scratch = tmp_path_factory.mktemp("spark")
    builder = SparkSession.builder.master("local[2]").appName("tests")
    for key, value in ({one.key: one.value for one in spark_conf(SETTINGS)} | _local_conf(scratch)).items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def _local_conf(scratch: Path) -> dict[str, str]:
    catalog = f"spark.sql.catalog.{LAKE}"
    return {
        "spark.driver.extraClassPath": f"{JARS}/*",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraJavaOptions": f"-Djava.io.tmpdir={scratch} -XX:TieredStopAtLevel=1 "
        "-XX:ReservedCodeCacheSize=240m",
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.sql.streaming.checkpointFileManagerClass": (
            "org.apache.spark.sql.execution.streaming.checkpointing.FileContextBasedCheckpointFileManager"
        ),
        f"{catalog}.type": "hadoop",
        f"{catalog}.warehouse": str(scratch / "lake"),
        f"{catalog}.io-impl": "org.apache.iceberg.hadoop.HadoopFileIO",
    }
