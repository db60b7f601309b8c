"""A backlog whose partitions are far apart in broker time, drained in small batches."""

from dataclasses import replace
from datetime import timedelta

import pytest
from clickstream_spark.errors import PlatformError
from clickstream_spark.testing.topic import BROKER_TIME, Topic
from jobs import Job
from records import event

_HOUR_MS = 3_600_000
_HOLDS_HOURS = 48
"""What Kafka holds, by default: the oldest record of a slow partition beside the newest of a fast one."""


def send_skewed(topic: Topic, batches: int) -> None:
    """Each batch has new records of the fast partition and old ones of the slow one."""
    for batch in range(batches):
        topic.send_at(BROKER_TIME + timedelta(minutes=batch), event(f"fast-{batch}"))
        old = BROKER_TIME - timedelta(hours=_HOLDS_HOURS - batch)
        topic.send_at(old, event(f"slow-{batch}", occurred_at=old.isoformat()))


def drained(job: Job, horizon_hours: int) -> tuple[int, int]:
    """How many events were kept and dropped."""
    time = replace(job.contract.time, dedup_horizon_ms=horizon_hours * _HOUR_MS)
    job.contract = replace(job.contract, time=time)
    send_skewed(job.topic, batches=4)
    job.topic.files_per_batch = 1
    (progress,) = job.drain("events")["queries"]
    return progress["rows_written"], progress["rows_dropped"]


def test_nothing_is_dropped_that_the_horizon_covers(job: Job) -> None:
    assert drained(job, horizon_hours=72) == (8, 0)


def test_a_shorter_horizon_would_drop_and_stops_the_job(job: Job) -> None:
    with pytest.raises(PlatformError, match="rows lay behind the watermark"):
        drained(job, horizon_hours=24)
