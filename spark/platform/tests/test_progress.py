import json
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from batch_reports import event_of, report
from clickstream_spark.errors import PlatformError
from clickstream_spark.log import JobLog
from clickstream_spark.progress import ProgressLog
from pyspark.sql.streaming.listener import QueryIdleEvent, QueryStartedEvent


class Told:
    """A progress log and what it leaves behind."""

    def __init__(self, folder: Path) -> None:
        self.file, self.out = folder / "progress.json", StringIO()
        self.log = ProgressLog("shop", self.file, JobLog("shop", self.out))

    def content(self) -> dict[str, object]:
        content: dict[str, object] = json.loads(self.file.read_text())
        return content

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.getvalue().splitlines()]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def test_adds_up_batches_and_logs_each_for_people_and_machines(told: Told) -> None:
    told.log.onQueryProgress(event_of(report(4, rows=1000)))
    told.log.onQueryProgress(event_of(report(5, rows=10)))

    last = told.lines()[-1]
    assert last["message"] == "events: batch 5, 10 records in 1.5 s; so far 1,010 read, 1,008 rows written"
    assert (last["pipeline"], last["query"], last["batch"], last["level"]) == ("shop", "events", 5, "info")
    content = told.content()
    queries = content.pop("queries")
    assert content == {"pipeline": "shop", "state": "running", "error": None, "waiting": {}}
    assert queries == [last["progress"]]
    assert "clickstream_read_rows_total{pipeline" in (told.file.parent / "metrics.prom").read_text()


def test_a_trigger_without_work_is_no_batch(told: Told) -> None:
    told.log.onQueryProgress(event_of(report(6, rows=0, work=False)))
    assert told.lines() == []


def test_a_query_that_finds_nothing_to_do_is_alive_and_one_that_was_only_started_again_is_not(told: Told) -> None:
    ids = ("00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002", "2026-03-01T12:00:00.000Z")
    told.log.onQueryStarted(QueryStartedEvent(UUID(ids[0]), UUID(ids[1]), "events", ids[2], set()))
    started = told.log.alive()["events"]
    told.log.onQueryStarted(QueryStartedEvent(UUID(ids[0]), UUID(ids[1]), "events", ids[2], set()))
    assert told.log.alive() == {"events": started}
    told.log.onQueryIdle(QueryIdleEvent(UUID(ids[0]), UUID(ids[1]), ids[2]))
    idle = told.log.alive()["events"]
    assert idle.at_s > started.at_s
    told.log.onQueryProgress(event_of(report(6, rows=1)))
    assert told.log.alive()["events"].at_s > idle.at_s


def test_a_query_waits_until_its_next_batch(told: Told) -> None:
    told.log.waits("events", "waiting for Kafka")
    assert told.content()["waiting"] == {"events": "waiting for Kafka"}
    told.log.onQueryProgress(event_of(report(6, rows=1)))
    assert told.content()["waiting"] == {}


def test_a_query_without_work_does_not_wait_any_more(told: Told) -> None:
    query, run, at = UUID(int=1), UUID(int=2), "2026-03-01T12:00:00.000Z"
    told.log.onQueryStarted(QueryStartedEvent(query, run, "events", at, set()))
    told.log.waits("events", "waiting for Kafka")
    told.log.onQueryIdle(QueryIdleEvent(query, run, at))
    assert told.content()["waiting"] == {}


def test_starts_anew_and_tells_how_the_run_ended(told: Told) -> None:
    told.log.onQueryProgress(event_of(report(1, rows=5)))

    again = Told(told.file.parent)
    again.log.finish("failed", "QUERY_FAILED  broken")

    content = again.content()
    assert (content["state"], content["error"], content["queries"]) == ("failed", "QUERY_FAILED  broken", [])
    assert 'clickstream_up{pipeline="shop"} 0' in (told.file.parent / "metrics.prom").read_text()


def test_an_error_on_sparks_thread_reaches_the_one_who_waits(tmp_path: Path) -> None:
    told = Told(tmp_path / "gone")
    told.log.onQueryProgress(event_of(report(1, rows=5)))
    with pytest.raises(PlatformError, match="No such file"):
        told.log.require_healthy()


def test_an_event_behind_the_watermark_is_an_error_and_a_group_behind_it_is_not(told: Told) -> None:
    told.log.onQueryProgress(event_of(report(1, rows=5, name="sessions", dropped=3)))
    told.log.require_healthy()
    told.log.onQueryProgress(event_of(report(1, rows=5, name="events", dropped=3)))
    with pytest.raises(PlatformError, match="3 rows lay behind the watermark") as refused:
        told.log.require_healthy()
    assert (refused.value.code, refused.value.exit_code) == ("ROWS_DROPPED", 2)
