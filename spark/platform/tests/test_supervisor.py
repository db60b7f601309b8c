"""What the supervisor does when queries fail, on a trace of starts; how real outages end is tested by test-crash."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from batch_reports import event_of, report
from clickstream_spark import failures, supervisor
from clickstream_spark.errors import PlatformError
from clickstream_spark.failures import Failure, failure_of, pause_s
from clickstream_spark.log import JobLog
from clickstream_spark.progress import ProgressLog
from clickstream_spark.stop import StopRequest
from pyspark.sql import SparkSession


class Query:
    """A query that has ended, well or with a failure."""

    isActive = False  # noqa: N815 - Spark's name

    def __init__(self, failure: Any = None) -> None:
        self._failure = failure

    @property
    def _jsq(self) -> Any:
        return self

    def exception(self) -> Any:
        return self

    def isDefined(self) -> bool:  # noqa: N802 - Scala's name
        return self._failure is not None

    def get(self) -> Any:
        return self._failure


class World:
    """Queries that end as they are told to, and a list of what happened."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.trace: list[str] = []
        monkeypatch.setattr(supervisor, "pause_s", self._pause)
        log = JobLog("shop", StringIO())
        self.progress = ProgressLog("shop", folder / "progress.json", log)
        self.stop = StopRequest()
        self._log = log

    def run(self, ends: list[Callable[[], Query]], *, drain: bool = True) -> None:
        def start(name: str) -> Any:
            self.trace.append(f"start {name}")
            return ends.pop(0)()

        supervisor.Supervisor(self.progress, self._log, self.stop, drain=drain).run(["raw"], start)

    def _pause(self, attempt: int) -> float:
        self.trace.append(f"pause {attempt}")
        return 0.0


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, monkeypatch)


def java(spark: SparkSession, name: str, text: str = "broken", cause: Any = None) -> Any:
    jvm = spark._jvm
    assert jvm is not None
    found: Any = jvm
    for part in name.split("."):
        found = getattr(found, part)
    return found(text) if cause is None else found(text, cause)


@pytest.mark.parametrize(
    ("name", "store"),
    [
        ("org.apache.kafka.common.errors.TimeoutException", "Kafka"),
        ("org.apache.kafka.common.config.ConfigException", None),
        ("java.lang.IllegalStateException", None),
    ],
)
def test_an_outage_is_known_by_the_class_of_any_cause(spark: SparkSession, name: str, store: str | None) -> None:
    cause = java(spark, name)
    outer = java(spark, "java.lang.RuntimeException", "outer", cause)
    assert failure_of(outer).store == store


def test_pauses_double_up_to_half_a_minute() -> None:
    assert [pause_s(attempt) for attempt in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]


def test_a_stream_waits_out_an_outage_and_a_drain_does_not() -> None:
    outage, other = Failure("Kafka", ""), Failure(None, "")
    assert outage.restartable(1000, drain=False)
    assert not outage.restartable(failures._ATTEMPTS, drain=True)
    assert not other.restartable(failures._ATTEMPTS, drain=False)


def test_a_query_that_failed_is_started_again(spark: SparkSession, world: World) -> None:
    failure = java(spark, "org.apache.kafka.common.errors.TimeoutException")
    world.run([lambda: Query(failure), lambda: Query()])
    assert world.trace == ["start raw", "pause 1", "start raw"]


def test_failures_without_a_batch_between_them_end_the_job(spark: SparkSession, world: World) -> None:
    failure = java(spark, "java.lang.IllegalStateException")

    def after_a_batch() -> Query:
        world.progress.onQueryProgress(event_of(report(7, rows=1, name="raw")))
        return Query(failure)

    with pytest.raises(PlatformError, match="IllegalStateException: broken") as failed:
        world.run([lambda: Query(failure), lambda: Query(failure), after_a_batch, *[lambda: Query(failure)] * 3])
    assert world.trace == [
        *("start raw", "pause 1", "start raw", "pause 2", "start raw"),
        *("pause 1", "start raw", "pause 2", "start raw"),
    ]
    assert (failed.value.code, failed.value.exit_code, failed.value.retry) == ("QUERY_FAILED", 1, "backoff")


def test_a_refusal_is_no_failure_to_try_again(world: World) -> None:
    def refuse() -> Query:
        raise PlatformError("CHECKPOINT_LOST", "gone", exit_code=2)

    with pytest.raises(PlatformError, match="gone"):
        world.run([refuse])
    assert world.trace == ["start raw"]
