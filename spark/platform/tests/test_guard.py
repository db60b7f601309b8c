"""The guard on real checkpoints and Iceberg tables; with Kafka it is tested by test-crash."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from clickstream_spark.errors import PlatformError
from clickstream_spark.guard import Guard
from clickstream_spark.tables import ensure_table
from jobs import Job
from records import event


def check(job: Job, query: str) -> None:
    guard = Guard(job.spark, job.settings, job.contract)
    guard.check_table(query)


def refusal(job: Job, query: str) -> PlatformError:
    with pytest.raises(PlatformError) as refused:
        check(job, query)
    return refused.value


def run_in_a_shell(command: str | None, folder: Path) -> None:
    assert command is not None
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    subprocess.run(command, shell=True, check=True, cwd=folder, env=os.environ | {"PATH": path}, timeout=120)


@pytest.fixture
def drained(job: Job) -> Job:
    job.topic.send(event("a"))
    job.drain("events", "sessions")
    job.topic.send(event("b"))
    job.drain("events", "sessions")
    return job


def test_what_a_query_left_behind_lets_it_start(drained: Job) -> None:
    check(drained, "events")
    check(drained, "sessions")
    check(drained, "raw")


def test_a_checkpoint_without_its_metadata_is_refused(drained: Job) -> None:
    for file in drained.checkpoint_files("events", "metadata"):
        file.unlink()
    assert refusal(drained, "events").code == "CHECKPOINT_METADATA_LOST"


def test_a_table_that_was_made_anew_is_refused_until_somebody_vouches_for_it(drained: Job) -> None:
    drained.spark.sql(f"DROP TABLE {drained.table('events')}")
    ensure_table(drained.spark, drained.settings.lake.namespace, drained.contract.tables["events"])

    refused = refusal(drained, "events")

    assert refused.code == "BATCH_NOT_IN_TABLE"
    conf = dict(re.findall(r"--conf (\S+snapshot-property\S+)=(\S+)", refused.one_line()))
    assert len(conf) == 2
    for key, value in conf.items():
        drained.spark.conf.set(key, value)
    drained.spark.sql(re.findall(r'-e "(INSERT [^"]*)"', refused.one_line())[0])
    for key in conf:
        drained.spark.conf.unset(key)
    check(drained, "events")


def test_a_table_that_was_rolled_back_is_refused_and_rolled_forward(drained: Job, tmp_path: Path) -> None:
    table = drained.table("events")
    first = drained.spark.sql(f"SELECT snapshot_id FROM {table}.snapshots ORDER BY committed_at").first()
    assert first is not None
    name = f"{drained.settings.lake.namespace}.{drained.contract.tables['events'].name}"
    drained.spark.sql(f"CALL lake.system.rollback_to_snapshot('{name}', {first[0]})")

    refused = refusal(drained, "events")

    assert refused.code == "BATCH_NOT_IN_TABLE"
    run_in_a_shell(refused.next, tmp_path)
    check(drained, "events")


def test_a_changelog_whose_source_was_expired_is_refused(drained: Job) -> None:
    drained.topic.send(event("c"))
    drained.drain("events")
    name = f"{drained.settings.lake.namespace}.{drained.contract.tables['events'].name}"
    drained.spark.sql(
        f"CALL lake.system.expire_snapshots(table => '{name}', older_than => TIMESTAMP '2200-01-01', retain_last => 1)"
    )
    assert refusal(drained, "sessions").code == "SOURCE_SNAPSHOT_GONE"
    check(drained, "events")
