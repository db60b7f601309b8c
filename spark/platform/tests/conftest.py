"""One Spark session for all tests: a lake in a temporary folder instead of S3, everything else as in production."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from clickstream_spark.contract import Contract, read_contract
from clickstream_spark.session import LAKE, spark_conf
from clickstream_spark.settings import Kafka, Lake, ObjectStore, Settings
from pyspark.sql import SparkSession
from records import Topic

WORKSPACE = Path(__file__).parents[3]
JARS = WORKSPACE / ".platform" / "jars" / "spark"

_SETTINGS = Settings(
    kafka=Kafka(bootstrap_servers=("127.0.0.1:9092",), auth="none"),
    s3=ObjectStore(endpoint=None, region="eu-central-1"),
    lake=Lake(catalog_uri="http://127.0.0.1:8181", warehouse="lake", namespace="shop", signing_name="s3tables"),
    checkpoints="s3://checkpoints/spark",
    shuffle_partitions=2,
    trigger_seconds={"raw": 1, "events": 1, "set_aside": 1},
    contract_file="contract.json",
    progress_file="progress.json",
)


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    assert any(JARS.glob("*.jar")), f"no jars in {JARS}; run: npm run platform -- up"
    scratch = tmp_path_factory.mktemp("spark")
    builder = SparkSession.builder.master("local[2]").appName("tests")
    for key, value in (spark_conf(_SETTINGS) | _local_conf(scratch)).items():
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
        "spark.driver.extraJavaOptions": f"-Djava.io.tmpdir={scratch} -XX:TieredStopAtLevel=1",
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


@pytest.fixture
def contract() -> Contract:
    return read_contract(Path(__file__).parent / "fixtures" / "contract.json")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A namespace and checkpoints of the test's own."""
    return replace(
        _SETTINGS,
        lake=replace(_SETTINGS.lake, namespace=tmp_path.name),
        checkpoints=str(tmp_path / "checkpoints"),
        progress_file=str(tmp_path / "progress.json"),
    )


@pytest.fixture
def topic(spark: SparkSession, tmp_path: Path) -> Topic:
    return Topic(spark, tmp_path / "topic")
