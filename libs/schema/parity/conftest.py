"""One Spark session for all vectors; the JVM is the expensive part."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from vectors import WORKSPACE


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--contract`: the folder of a pipeline, or of a fixture of the framework."""
    parser.addoption("--contract", type=Path, default=WORKSPACE / "libs/schema/fixtures/upcast")


@pytest.fixture(scope="session")
def root(request: pytest.FixtureRequest) -> Path:
    """The folder that holds `derived/contract.json` and `fixtures/vectors`."""
    folder: Path = request.config.getoption("--contract")
    return WORKSPACE / folder


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """A local session in a time zone far from UTC, because no verdict may depend on it."""
    session = (
        SparkSession.builder.master("local[2]")
        .appName("parity")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.session.timeZone", "Pacific/Apia")
        .config("spark.sql.codegen.hugeMethodLimit", "8000")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
