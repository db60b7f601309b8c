"""The batch step that gives every record a fate and heals sessions and minutes."""

from datetime import UTC, datetime, timedelta

import pytest
from clickstream_spark.errors import PlatformError
from clickstream_spark.lineage import newest_summary
from clickstream_spark.settle import SETTLED_CLOSED, SETTLED_FINAL, SETTLED_TO, Settlement, settle
from clickstream_spark.tables import qualified
from jobs import Job
from pyspark.sql.readwriter import DataFrameWriterV2
from records import event

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUERIES = ("raw", "events", "set_aside")
SETTLED = ("sessions", "metrics_minute", "duplicates")


def seen(event_id: str, minutes: float, **members: object) -> bytes:
    return event(event_id, occurred_at=(NOON + timedelta(minutes=minutes)).isoformat(), **members)


def received(job: Job, *values: bytes, hours: float) -> None:
    """Sends records that our edge received so many hours after noon."""
    at = str(int((NOON + timedelta(hours=hours)).timestamp() * 1000)).encode()
    job.topic.send_with_headers(*((value, [("received_at", at)]) for value in values))


def settled(job: Job, end: int, *, final: bool = True) -> Settlement:
    return settle(job.spark, job.settings, job.contract, {0: end}, final=final)


def duplicates(job: Job) -> list[str]:
    return list(job.rows("duplicates", "concat_ws(' ', offset, class, event_id, kept_partition, kept_offset)"))


def sessions(job: Job) -> list[str]:
    return list(job.rows("sessions", "concat_ws(' ', date_format(started_at, 'HH:mm'), revision, op, events)"))


def test_names_each_copy_with_what_was_kept_in_its_stead(job: Job) -> None:
    first, other = seen("a", 0), seen("a", 0, page_path="/other")
    received(job, first, seen("b", 1), b"{", first, other, hours=1)
    job.drain(*QUERIES)

    assert settled(job, 5).rows["duplicates"] == 2
    assert duplicates(job) == ["3 duplicate a 0 0", "4 id_conflict a 0 0"]
    summary = newest_summary(job.spark, name_of(job, "duplicates"), SETTLED_TO)
    assert summary is not None
    assert (summary[SETTLED_TO], summary[SETTLED_FINAL]) == ('{"0": 5}', "true")


def test_a_second_run_appends_nothing_and_goes_on_where_the_first_ended(job: Job) -> None:
    received(job, seen("a", 0), seen("a", 0), hours=1)
    job.drain(*QUERIES)
    settled(job, 2)
    snapshots = job.spark.table(f"{name_of(job, 'duplicates')}.snapshots").count()
    assert settled(job, 2).rows == {"sessions": 0, "metrics_minute": 0}
    assert job.spark.table(f"{name_of(job, 'duplicates')}.snapshots").count() == snapshots

    received(job, seen("a", 0), hours=1)
    job.drain(*QUERIES)
    assert settled(job, 3).start == {0: 2}
    assert duplicates(job) == ["1 duplicate a 0 0", "2 duplicate a 0 0"]


def test_refuses_to_go_past_a_record_that_no_table_explains(job: Job) -> None:
    received(job, seen("a", 0), seen("b", 1), hours=1)
    job.drain(*QUERIES)
    job.spark.sql(f"DELETE FROM {name_of(job, 'events')} WHERE event_id = 'b'")
    with pytest.raises(PlatformError, match=r"1 records of raw are in no table.*shop-0 offset 1") as refused:
        settled(job, 2)
    assert refused.value.code == "RECORDS_LOST"
    assert newest_summary(job.spark, name_of(job, "duplicates"), SETTLED_TO) is None


def test_closes_what_is_open_when_the_input_has_ended(job: Job) -> None:
    received(job, seen("a", 0), seen("b", 10), seen("c", 50), hours=1)
    job.drain(*QUERIES)
    assert settled(job, 3, final=False).rows["duplicates"] == 0
    assert sessions(job) == []
    assert settled(job, 3).rows["sessions"] == 2
    assert sessions(job) == ["12:00 1 upsert 2", "12:50 1 upsert 1"]


def test_says_before_which_day_sessions_and_minutes_are_closed(job: Job) -> None:
    """A group is closed in the batch after the one whose events are that much newer."""
    received(job, seen("a", 0), hours=1)
    received(job, seen("b", 3 * 24 * 60), hours=73)
    job.drain(*QUERIES, "sessions", "metrics_minute")
    received(job, seen("c", 3 * 24 * 60), hours=73)
    job.drain(*QUERIES, "sessions", "metrics_minute")
    settled(job, 3, final=False)
    summary = newest_summary(job.spark, name_of(job, "duplicates"), SETTLED_CLOSED)
    assert summary is not None
    assert summary[SETTLED_CLOSED] == "2026-03-03"
    assert sessions(job) == ["12:00 0 upsert 1"]


def test_a_late_event_joins_two_sessions(job: Job) -> None:
    received(job, seen("a", 0), seen("b", 40), hours=1)
    job.drain(*QUERIES)
    settled(job, 2)
    received(job, seen("c", 20), seen("c", 20), hours=48)
    job.drain(*QUERIES)
    settled(job, 4)
    assert sessions(job) == ["12:00 1 upsert 1", "12:00 2 upsert 3", "12:40 1 upsert 1", "12:40 2 retract 1"]
    minutes = job.rows("metrics_minute", "concat_ws(' ', date_format(minute, 'HH:mm'), revision, op, events)")
    assert minutes == ["12:00 1 upsert 1", "12:20 1 upsert 1", "12:40 1 upsert 1"]


def test_joins_sessions_that_an_event_out_of_order_would_have_joined(job: Job) -> None:
    """It comes when the session before it was written, and before the watermark reaches the end of its own."""
    for minutes, hours in ((0, 1), (25 * 60 + 40, 26), (25 * 60 + 41, 26), (20, 2), (28 * 60, 28), (28 * 60 + 1, 28)):
        received(job, seen(f"at {minutes}", minutes), hours=hours)
        job.drain("events", "sessions")
    job.drain(*QUERIES)
    assert sessions(job)[:2] == ["12:00 0 upsert 1", "12:20 0 upsert 1"]
    settled(job, 6)
    assert sessions(job)[:4] == ["12:00 0 upsert 1", "12:00 1 upsert 2", "12:20 0 upsert 1", "12:20 1 retract 1"]
    assert settled(job, 6).rows["sessions"] == 0


def test_sees_what_was_committed_since_the_tables_were_read(job: Job) -> None:
    """As when a query commits between the look at the tables and the look at the checkpoints."""
    received(job, seen("a", 0), hours=1)
    job.drain(*QUERIES)
    assert job.spark.table(name_of(job, "events")).count() == 1
    job.spark.newSession().sql(f"DELETE FROM {name_of(job, 'events')}")
    assert job.spark.table(name_of(job, "events")).count() == 0


class Killed(BaseException):
    """Nothing in the step can handle it, as with a killed process."""


def test_a_step_that_dies_at_any_commit_ends_with_the_same_rows(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each run gets one commit further than the one before it; dying leaves a commit undone, or done and not known."""
    received(job, seen("a", 0), seen("b", 40), seen("b", 40), hours=1)
    job.drain(*QUERIES)
    append = DataFrameWriterV2.append

    def die_before(_: DataFrameWriterV2) -> None:
        raise Killed

    def die_after(writer: DataFrameWriterV2) -> None:
        append(writer)
        raise Killed

    left = []
    for _ in range(3):
        for die in (die_before, die_after):
            monkeypatch.setattr(DataFrameWriterV2, "append", die)
            with pytest.raises(Killed):
                settled(job, 3)
            left.append([job.spark.table(job.table(name)).count() for name in SETTLED])
    monkeypatch.setattr(DataFrameWriterV2, "append", append)

    assert left == [[0, 0, 0], [2, 0, 0], [2, 0, 0], [2, 2, 0], [2, 2, 0], [2, 2, 1]]
    assert settled(job, 3).rows == {"sessions": 0, "metrics_minute": 0}
    assert sessions(job) == ["12:00 1 upsert 1", "12:40 1 upsert 1"]
    assert duplicates(job) == ["2 duplicate b 0 1"]


def name_of(job: Job, table: str) -> str:
    return qualified(job.settings.lake.namespace, job.contract.tables[table].name)
