"""The queries, as streams with random batch borders and as a batch, against plain Python on random streams."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from clickstream_spark.batch import changelogs_of, tables_of
from clickstream_spark.testing.topic import Topic
from jobs import Job
from pyspark.sql import DataFrame, SparkSession
from random_streams import GAP, START, random_streams
from records import event
from reference import Record, curated, fates, minutes, sessions

SEED = 20260301
STREAMS = 2_000
BATCHES = 5

SESSION = (
    "session_id, anonymous_id, session_date, started_at, ended_at, duration_ms, events, events_by_type, entry_page, "
    "exit_page, conversions, revenue, currency"
)
MINUTE = "minute, event_type, events, visitors, conversions, revenue, currency"


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return random_streams(SEED, STREAMS)


def rows(table: DataFrame, columns: str) -> set[tuple[Any, ...]]:
    found = [tuple(_utc(cell) for cell in row) for row in table.selectExpr(*columns.split(", ")).collect()]
    assert len(found) == len(set(found))
    return set(found)


def _utc(cell: Any) -> Any:
    return cell.astimezone(UTC) if isinstance(cell, datetime) else cell


def send(topic: Topic, records: list[Record]) -> None:
    headers = [[("received_at", str(round(one.received_at.timestamp() * 1000)).encode())] for one in records]
    topic.send_with_headers(*zip((one.value for one in records), headers, strict=True))


def closing(number: int) -> bytes:
    """An event so late in time that every group before it is closed."""
    at = START + timedelta(days=30)
    return event(f"close-{number}", occurred_at=at.isoformat(), anonymous_id="closing", event_type="closing")


def test_streams_with_any_batch_borders_answer_as_the_reference(job: Job, records: list[Record]) -> None:
    borders = [0, *sorted(Random(SEED).sample(range(1, len(records)), BATCHES - 1)), len(records)]
    for begin, end in pairwise(borders):
        send(job.topic, records[begin:end])
        job.drain("events", "set_aside", "sessions", "metrics_minute")
    for number in range(2):
        job.topic.send(closing(number))
        job.drain("events", "sessions", "metrics_minute")

    events, expected = curated(records), fates(records)
    taken = {offset for offset, fate in expected.items() if fate == "curated"}
    assert set(job.rows("events", "offset")) - {len(records), len(records) + 1} == taken
    aside = {f"{offset} {fate}" for offset, fate in expected.items() if fate not in ("curated", "duplicate")}
    assert set(job.rows("set_aside", "concat(offset, ' ', kind)")) == aside
    table = job.spark.table
    assert rows(table(job.table("sessions")), SESSION) == sessions("shop", events, GAP)
    assert rows(table(job.table("metrics_minute")), MINUTE) == minutes(events)


@pytest.fixture(scope="module")
def twin(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory, records: list[Record]) -> Topic:
    topic = Topic(spark, Path(tmp_path_factory.mktemp("twin")))
    send(topic, records)
    return topic


def test_the_batch_twin_answers_as_the_reference(job: Job, twin: Topic, records: list[Record]) -> None:
    tables, events = tables_of(job.contract, twin.batch()), curated(records)
    assert rows(tables["sessions"], SESSION) == sessions("shop", events, GAP)
    assert rows(tables["metrics_minute"], MINUTE) == minutes(events)


def test_a_gap_of_29_minutes_is_noticed(job: Job, twin: Topic, records: list[Record]) -> None:
    table = job.contract.tables["sessions"]
    wrong = tuple(group.replace("1800000", "1740000") for group in table.group_by)
    assert wrong != table.group_by
    events = tables_of(job.contract, twin.batch())["events"]
    job.contract.tables["sessions"] = replace(table, group_by=wrong)
    found = rows(changelogs_of(job.contract, events)["sessions"], SESSION)
    assert found != sessions("shop", curated(records), GAP)
