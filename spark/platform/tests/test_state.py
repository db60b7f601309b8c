"""What is said about the state of a pipeline, held against what Spark writes and refuses."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from clickstream_spark.contract import Column, Contract
from clickstream_spark.errors import PlatformError
from clickstream_spark.queries import names_of
from clickstream_spark.state import state_of
from jobs import Job
from records import event


def with_columns(contract: Contract, table: str, change: dict[str, Column]) -> Contract:
    """The contract with some columns of a table as given, new ones at the end."""
    old = contract.tables[table]
    kept = [change.get(column.name, column) for column in old.columns]
    names = {column.name for column in old.columns}
    columns = (*kept, *(column for name, column in change.items() if name not in names))
    return replace(contract, tables=contract.tables | {table: replace(old, columns=columns)})


def column_of(contract: Contract, table: str, name: str) -> Column:
    return next(column for column in contract.tables[table].columns if column.name == name)


def operators(job: Job) -> dict[str, tuple[str, int]]:
    """By query, the operator and its partitions, as Spark notes them in the checkpoint."""
    noted = Path(job.settings.checkpoints).glob("job=*/query=*/v1/state/0/_metadata/metadata")
    found = {file.parents[4].name.removeprefix("query="): file.read_text().splitlines()[1] for file in noted}
    infos = {query: json.loads(text)["operatorInfo"]["operatorName"] for query, text in found.items()}
    stores = {query: json.loads(text)["stateStoreInfo"][0]["numPartitions"] for query, text in found.items()}
    return {query: (infos[query], stores[query]) for query in found}


def test_is_what_spark_keeps_goes_on_with_and_refuses(job: Job) -> None:
    job.topic.send(event("a"))
    job.drain("events", "sessions", "metrics_minute")
    before = state_of(job.contract)
    assert list(before.queries) == names_of(job.contract)
    partitions = job.settings.shuffle_partitions
    assert operators(job) == {query: (state.operator, partitions) for query, state in before.queries.items() if state}

    added = Column("campaign", "string", required=False, doc="Of a later contract.", expr="CAST(NULL AS STRING)")
    longer = replace(job.contract.time, dedup_horizon_ms=2 * job.contract.time.dedup_horizon_ms)
    job.contract = replace(with_columns(job.contract, "events", {"campaign": added}), time=longer)
    assert state_of(job.contract) == before
    job.topic.send(event("a"), event("b"))
    job.drain("events")
    assert job.rows("events", "event_id") == ["a", "b"]

    longest = replace(column_of(job.contract, "sessions", "events"), expr="count(*) + max(length(page_path))")
    job.contract = with_columns(job.contract, "sessions", {"events": longest})
    assert state_of(job.contract) != before
    with pytest.raises(PlatformError, match="STATE_STORE") as refused:
        job.drain("sessions")
    assert refused.value.code == "QUERY_FAILED"


@pytest.mark.parametrize(
    ("column", "query"), [("event_id", "events"), ("page_path", "sessions"), ("anonymous_id", "metrics_minute")]
)
def test_holds_the_types_of_what_is_kept(contract: Contract, column: str, query: str) -> None:
    before = asdict(state_of(contract))["queries"]
    other = replace(column_of(contract, "events", column), type="binary")
    after = asdict(state_of(with_columns(contract, "events", {column: other})))["queries"]
    assert before[query] != after[query]
