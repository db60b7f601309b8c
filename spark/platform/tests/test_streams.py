"""The three queries on streams, with checkpoints and Iceberg tables, restarted as often as it takes."""

from pathlib import Path
from typing import Any

import pytest
from clickstream_spark.contract import Contract, Records
from clickstream_spark.data_files import count_tasks_from, first_task_number
from clickstream_spark.errors import PlatformError
from clickstream_spark.progress import ProgressLog
from clickstream_spark.queries import QUERIES
from clickstream_spark.settings import Settings
from clickstream_spark.stop import StopRequest
from clickstream_spark.streams import await_queries, start_query, stop_queries
from clickstream_spark.tables import ensure_table, qualified
from clickstream_spark.testing.topic import Topic
from pyspark.sql import SparkSession
from records import event


class Job:
    """What job.py does, with a folder in the place of Kafka."""

    def __init__(self, spark: SparkSession, settings: Settings, contract: Contract, topic: Topic) -> None:
        self.spark, self.settings, self.contract, self.topic = spark, settings, contract, topic

    def drain(self, *names: str, run: str = "only") -> None:
        count_tasks_from(self.spark, first_task_number(run))
        progress = ProgressLog(self.contract.pipeline, Path(self.settings.progress_file))
        for name in names:
            ensure_table(self.spark, self.settings.lake.namespace, self.contract.tables[name])
        records = Records(self.contract, self.topic.stream())
        queries = [start_query(self.spark, self.settings, name, records, drain=True) for name in names]
        try:
            await_queries(queries, StopRequest(), progress)
        finally:
            stop_queries(queries)

    def rows(self, table: str, expression: str) -> list[Any]:
        name = qualified(self.settings.lake.namespace, self.contract.tables[table].name)
        return sorted(row[0] for row in self.spark.table(name).selectExpr(expression).collect())

    def data_files(self, table: str) -> dict[str, int]:
        """When each file below the table's data folder was last written, in nanoseconds."""
        name = qualified(self.settings.lake.namespace, self.contract.tables[table].name)
        committed = [Path(row[0]) for row in self.spark.sql(f"SELECT file_path FROM {name}.files").collect()]
        folder = next(parent for parent in committed[0].parents if parent.name == "data")
        return {str(file): file.stat().st_mtime_ns for file in folder.rglob("[!.]*.parquet")}

    def checkpoint_files(self, query: str, file: str) -> list[Path]:
        """A file of the checkpoint and its checksum."""
        checkpoint = Path(self.settings.checkpoints) / f"job={self.contract.pipeline}" / f"query={query}" / "v1"
        path = checkpoint / file
        return [path, path.with_name(f".{path.name}.crc")]


@pytest.fixture
def job(spark: SparkSession, settings: Settings, contract: Contract, topic: Topic) -> Job:
    return Job(spark, settings, contract, topic)


def test_each_record_is_in_raw_and_has_one_fate(job: Job) -> None:
    job.topic.send(event("a"), b"{oops", event("a"), event("b"), event("c", occurred_at="2026-02-01T00:00:00Z"), b"{}")

    job.drain(*QUERIES)

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


@pytest.mark.parametrize("query", QUERIES)
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
