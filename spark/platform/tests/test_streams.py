"""The queries on streams, with checkpoints and Iceberg tables, restarted as often as it takes."""

import pytest
from clickstream_spark.errors import PlatformError
from clickstream_spark.queries import FROM_TOPIC
from jobs import Job
from records import event


def test_each_record_is_in_raw_and_has_one_fate(job: Job) -> None:
    job.topic.send(event("a"), b"{oops", event("a"), event("b"), event("c", occurred_at="2026-02-01T00:00:00Z"), b"{}")

    job.drain(*FROM_TOPIC)

    assert job.rows("raw", "offset") == [0, 1, 2, 3, 4, 5]
    assert job.rows("events", "offset") == [0, 3]
    assert job.rows("set_aside", "concat(offset, ' ', kind)") == ["1 malformed_json", "4 late", "5 missing_field"]


def test_raw_keeps_the_exact_bytes(job: Job) -> None:
    values = [b"\xff\x00 not text", b"", event("a")]
    job.topic.send(*values)

    job.drain("raw")

    assert job.rows("raw", "value") == sorted(values)


def test_a_second_drain_goes_on_where_the_first_ended_and_still_knows_its_events(job: Job) -> None:
    job.topic.send(event("a"), event("b"))
    job.drain("events")
    job.topic.send(event("b"), event("c"))
    job.drain("events")
    job.drain("events")

    assert job.rows("events", "event_id") == ["a", "b", "c"]


@pytest.mark.parametrize("query", FROM_TOPIC)
def test_a_batch_that_died_after_its_commit_to_the_table_is_run_again_without_effect(job: Job, query: str) -> None:
    job.topic.send(event("a"), b"{oops")
    job.drain(query, run="first")
    rows, files = job.rows(query, "offset"), job.data_files(query)
    for file in job.checkpoint_files(query, "commits/0"):
        file.unlink()

    job.drain(query, run="second")

    assert job.rows(query, "offset") == rows
    again = job.data_files(query)
    assert len(again) == 2 * len(files)
    assert files.items() <= again.items()


def test_a_failing_query_is_named_with_its_cause(job: Job) -> None:
    job.topic.send(event("a"))
    job.drain("raw")
    offsets, checksum = job.checkpoint_files("raw", "offsets/0")
    checksum.unlink()
    offsets.write_text("v9\n")

    with pytest.raises(PlatformError) as failed:
        job.drain("raw")

    assert failed.value.code == "QUERY_FAILED"
    assert failed.value.where == "query raw"
    assert "v9" in str(failed.value)
