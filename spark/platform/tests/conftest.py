"""What the tests of the library share."""

from dataclasses import replace
from pathlib import Path

import pytest
from clickstream_spark.contract import Contract, read_contract
from clickstream_spark.settings import Settings
from clickstream_spark.testing.session import SETTINGS, spark
from clickstream_spark.testing.topic import Topic
from jobs import Job
from pyspark.sql import SparkSession

__all__ = ["spark"]


@pytest.fixture
def contract() -> Contract:
    return read_contract(Path(__file__).parent / "fixtures" / "contract.json")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A namespace and checkpoints of the test's own."""
    return replace(
        SETTINGS,
        lake=replace(SETTINGS.lake, namespace=tmp_path.name),
        checkpoints=str(tmp_path / "checkpoints"),
        progress_file=str(tmp_path / "progress.json"),
    )


@pytest.fixture
def topic(spark: SparkSession, tmp_path: Path) -> Topic:
    return Topic(spark, tmp_path / "topic")


@pytest.fixture
def job(spark: SparkSession, settings: Settings, contract: Contract, topic: Topic) -> Job:
    return Job(spark, settings, contract, topic)
