"""A second computation of everything from raw says what the first said; a changed rule shows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from clickstream_spark.contract import Contract
from clickstream_spark.replay import compare, replay
from clickstream_spark.replayed import ComparedDay
from clickstream_spark.settle import settle
from clickstream_spark.testing.topic import BROKER_TIME
from jobs import Job
from records import event

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ALL = (BROKER_TIME - DAY, BROKER_TIME + DAY)
QUERIES = ("raw", "events", "set_aside")


def seen(event_id: str, minutes: float) -> tuple[bytes, list[tuple[str, bytes]]]:
    value = event(event_id, occurred_at=(NOON + timedelta(minutes=minutes)).isoformat())
    return value, [("received_at", str(int((NOON + timedelta(hours=26)).timestamp() * 1000)).encode())]


def compared(job: Job, contract: Contract, during: tuple[datetime, datetime] = ALL) -> list[ComparedDay]:
    replay(job.spark, job.settings, contract, *during)
    return compare(job.spark, job.settings, contract, *during)


def rows_of(days: list[ComparedDay]) -> dict[str, tuple[int, int]]:
    assert {day.day for day in days} == {"2026-03-01"}
    return {day.table: (day.live, day.replayed) for day in days}


def test_is_equal_unless_a_rule_is_another(job: Job) -> None:
    """Late events (minute 0), copies, and what came in one batch and what in another."""
    job.topic.send_with_headers(seen("a", 0), seen("b", 130), seen("b", 130), (b"{", []))
    job.drain(*QUERIES)
    job.topic.send_with_headers(seen("c", 155), seen("b", 130), seen("a", 0))
    job.drain(*QUERIES)
    settle(job.spark, job.settings, job.contract, {0: 7}, final=True)
    live = {name: job.rows(name, "*") for name in ("events", "sessions")}
    found = compared(job, job.contract)
    assert rows_of(found) == {"events_shop": (2, 2), "sessions_shop": (2, 2), "metrics_minute_shop": (3, 3)}
    assert not any(day.differing for day in found)

    sessions = job.contract.tables["sessions"]
    shorter = tuple(group.replace("1800000 milliseconds", "1200000 milliseconds") for group in sessions.group_by)
    assert shorter != sessions.group_by
    changed = replace(job.contract, tables=job.contract.tables | {"sessions": replace(sessions, group_by=shorter)})
    found = [day for day in compared(job, changed) if day.differing]
    assert rows_of(found) == {"sessions_shop": (2, 3)}
    assert {name: job.rows(name, "*") for name in ("events", "sessions")} == live


def test_leaves_out_what_partitions_tell_differently_under_one_id(job: Job) -> None:
    """The stream keeps the first that it processes, a batch the first that the broker had."""
    job.topic.send_at(BROKER_TIME + timedelta(seconds=9), event("a", page_path="/first"), partition=1)
    job.topic.send_at(
        BROKER_TIME + timedelta(seconds=10),
        event("b", anonymous_id="other", occurred_at=(BROKER_TIME - timedelta(minutes=5)).isoformat()),
    )
    job.drain("events")
    job.topic.send_at(BROKER_TIME, event("a", page_path="/other"))
    job.drain(*QUERIES)
    settle(job.spark, job.settings, job.contract, {0: 3, 1: 3}, final=True)
    assert job.rows("duplicates", "concat_ws(' ', partition, class, kept_partition)") == ["0 id_conflict 1"]
    found = compared(job, job.contract)
    assert not any(day.differing for day in found)
    assert rows_of(found) == {"events_shop": (1, 1), "sessions_shop": (1, 1), "metrics_minute_shop": (1, 1)}


def test_leaves_out_copies_that_came_after_the_dedup_horizon(job: Job) -> None:
    """They are two rows of events, and one to a batch over both."""
    # An id is kept until the watermark, itself a horizon behind, has passed it by a horizon.
    later = BROKER_TIME + 2 * timedelta(milliseconds=job.contract.time.dedup_horizon_ms) + timedelta(hours=1)
    job.topic.send_at(BROKER_TIME, event("a"))
    before = (BROKER_TIME - timedelta(minutes=5)).isoformat()
    job.topic.send_at(BROKER_TIME, event("b", anonymous_id="other", occurred_at=before))
    for clock in ("c", "d"):
        job.drain("events")
        job.topic.send_at(later, event(clock, occurred_at=later.isoformat()))
    job.drain("events")
    job.topic.send_at(later, event("a"), received_at=BROKER_TIME)
    job.drain(*QUERIES)
    assert sorted(job.rows("events", "event_id")) == ["a", "a", "b", "c", "d"]
    settle(job.spark, job.settings, job.contract, {0: 5}, final=True)
    found = compared(job, job.contract, (BROKER_TIME - DAY, later + DAY))
    assert not any(day.differing for day in found)
    of_first_day = [day for day in found if day.day == "2026-03-01"]
    assert rows_of(of_first_day) == {"events_shop": (1, 1), "sessions_shop": (1, 1), "metrics_minute_shop": (1, 1)}
