"""One Spark session for all vectors; the JVM is the expensive part."""

from collections.abc import Iterator

import pytest
from pyspark.sql import SparkSession
from vectors import WORKSPACE

CONTRACTS = ["libs/schema/fixtures/upcast", "libs/pipelines/clickstream"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--contract`: a folder with `derived/contract.json` and `fixtures/vectors`; may be repeated."""
    parser.addoption("--contract", action="append", default=[])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs a test that asks for `root` once for each folder."""
    if "root" in metafunc.fixturenames:
        folders = metafunc.config.getoption("--contract") or CONTRACTS
        metafunc.parametrize("root", [WORKSPACE / folder for folder in folders], ids=folders, scope="session")


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
