from collections.abc import Sequence
from datetime import datetime

import pytest
from clickstream_spark.settings import Kafka
from clickstream_spark.source import kafka_options, with_received_at
from clickstream_spark.testing.topic import BROKER_TIME, Header
from pyspark.sql import SparkSession
from records import record_with

EDGE_TIME = "2015-05-17 10:05:03.123"
EDGE = ("received_at", b"1431857103123")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param([EDGE], EDGE_TIME, id="the header of our edge"),
        pytest.param([("received_at", b"1"), ("other", b"2"), EDGE], EDGE_TIME, id="the last of several"),
        pytest.param([("other", b"1431857103123")], None, id="absent"),
        pytest.param([], None, id="no headers"),
        pytest.param(None, None, id="headers are null"),
        pytest.param([("received_at", b"yesterday")], None, id="no number"),
        pytest.param([("received_at", b"-1")], None, id="negative"),
        pytest.param([("received_at", b"99999999999999999999")], None, id="beyond all calendars"),
        pytest.param([("received_at", b"\xff\xfe")], None, id="no text"),
        pytest.param([("received_at", b"")], None, id="empty"),
    ],
)
def test_received_at_is_the_edges_time_or_else_the_brokers(
    spark: SparkSession, headers: Sequence[Header] | None, expected: str | None
) -> None:
    row = with_received_at(record_with(spark, headers)).selectExpr("CAST(received_at AS STRING)").first()
    assert row is not None
    assert datetime.fromisoformat(row[0]) == datetime.fromisoformat(expected or str(BROKER_TIME)[:19])


def test_on_msk_the_role_of_the_job_proves_who_it_is() -> None:
    options = kafka_options(Kafka(bootstrap_servers=("b1:9098", "b2:9098"), auth="msk-iam"))
    assert options["kafka.bootstrap.servers"] == "b1:9098,b2:9098"
    assert options["kafka.sasl.mechanism"] == "AWS_MSK_IAM"


def test_only_committed_records_are_read() -> None:
    assert kafka_options(Kafka(("b1:9092",), "none")) == {
        "kafka.bootstrap.servers": "b1:9092",
        "kafka.isolation.level": "read_committed",
        "kafka.default.api.timeout.ms": "20000",
        "kafka.request.timeout.ms": "15000",
    }
