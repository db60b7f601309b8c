from dataclasses import replace

import pytest
from batch_reports import ICEBERG, report
from clickstream_spark.measures import after
from clickstream_spark.metrics import exposition
from jobs import Job
from records import event


def test_tells_how_far_behind_the_topic_a_query_is() -> None:
    progress = after(None, "events", report(1, rows=5))
    assert (progress.end_offsets, progress.offsets_behind) == ({"0": 7, "1": 9}, 3)
    assert (progress.state_rows, progress.state_bytes) == (40, 4096)
    assert progress.watermark == "2026-02-26T12:00:00.000Z"


def test_a_table_has_no_offsets() -> None:
    progress = after(None, "sessions", report(1, rows=5, source=ICEBERG))
    assert (progress.end_offsets, progress.offsets_behind) == ({}, None)


def test_drops_add_up() -> None:
    first = after(None, "sessions", report(1, rows=5, dropped=2))
    assert after(first, "sessions", report(2, rows=5, dropped=1)).rows_dropped == 3


@pytest.mark.parametrize("query", ["raw", "events"])
def test_a_batch_tells_how_old_its_records_are_at_the_commit(job: Job, query: str) -> None:
    job.topic.send(*(event(str(number)) for number in range(200)))
    (latest,) = job.drain(query)["queries"]
    ages = latest["latency_ms"]
    # The topic's records are one second of broker time apart.
    assert ages["p95"] - ages["p50"] == pytest.approx(90_000, abs=5_000)
    assert ages["p99"] - ages["p95"] == pytest.approx(8_000, abs=3_000)


def test_the_exposition_has_each_metric_once_with_its_samples() -> None:
    events = replace(after(None, "events", report(1, rows=5)), latency_ms={"p50": 10, "p95": 1500, "p99": 2000})
    raw = replace(events, query="raw", watermark=None, latency_ms=None)
    text = exposition("shop", up=True, waiting={"raw": "waiting for Kafka"}, latest=[events, raw])
    lines = text.splitlines()
    assert lines[:3] == [
        "# HELP clickstream_up 1 while the job runs.",
        "# TYPE clickstream_up gauge",
        'clickstream_up{pipeline="shop"} 1',
    ]
    assert 'clickstream_waiting{pipeline="shop",query="raw",for="waiting for Kafka"} 1' in lines
    assert 'clickstream_latency_seconds{pipeline="shop",query="events",quantile="0.95"} 1.5' in lines
    assert 'clickstream_batch_seconds{pipeline="shop",query="raw",phase="addBatch"} 1' in lines
    assert 'clickstream_batch_end_timestamp_seconds{pipeline="shop",query="raw"} 1772366401.5' in lines
    assert len([line for line in lines if "clickstream_watermark_timestamp_seconds{" in line]) == 1
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names))
