"""What the queries of a pipeline remember in their checkpoints.

Spark reads a checkpoint only with the operators, keys and aggregates that wrote it. So the job submitter compares this
description of a new version with the one that ran last, and does not start what could not go on. The durations of the
time rules are no part of it: with a longer or shorter horizon Spark goes on, and forgets nothing early, because an
entry outlives the time that it was written with by the one in force. The module does without PySpark.
"""

import re
from dataclasses import dataclass

from clickstream_spark.contract import Contract, Table

CHECKPOINT_VERSION = 1
"""Raised only together with a written migration: a new version starts again from the earliest record."""

DEDUP_KEY = "event_id"
DEDUP_TIME = "kafka_timestamp"
GROUP_TIME = "occurred_at"
"""Columns that watermarks and dedup are about."""


@dataclass(frozen=True)
class QueryState:
    """What one query remembers.

    Attributes:
        operator: Spark's name of what keeps the state.
        watermark: Column whose watermark lets it forget.
        keys: What it is kept by.
        aggregates: Expression of each column that is computed from many events.
        types: Type of each column of `events` that keys and aggregates read.
    """

    operator: str
    watermark: str
    keys: list[str]
    aggregates: dict[str, str]
    types: dict[str, str]


@dataclass(frozen=True)
class PipelineState:
    """What all queries of a pipeline remember; the number of partitions and the store are in the Spark settings.

    Attributes:
        checkpoint_version: See CHECKPOINT_VERSION.
        topic: A checkpoint holds its offsets.
        queries: By name, in the order of their start; None for a query that keeps nothing but its position.
    """

    checkpoint_version: int
    topic: str
    queries: dict[str, QueryState | None]


def state_of(contract: Contract) -> PipelineState:
    """Describes the state of all queries."""
    events = contract.tables["events"]
    groups = {name: _groups(table, events) for name, table in contract.tables.items() if table.group_by}
    return PipelineState(
        CHECKPOINT_VERSION, contract.topic, {"raw": None, "events": _dedup(events), "set_aside": None, **groups}
    )


def checkpoint_of(root: str, pipeline: str, query: str) -> str:
    """The checkpoint of one query, never shared and never moved.

    The path begins with s3a://, which is the same file system as s3:// on EMR and the only name it has elsewhere.
    """
    return f"{root.replace('s3://', 's3a://', 1)}/job={pipeline}/query={query}/v{CHECKPOINT_VERSION}"


def _dedup(events: Table) -> QueryState:
    return QueryState("dedupeWithinWatermark", DEDUP_TIME, [DEDUP_KEY], {}, _types([DEDUP_KEY, DEDUP_TIME], events))


def _groups(table: Table, events: Table) -> QueryState:
    sessions = any(key.startswith("session_window(") for key in table.group_by)
    aggregates = {column.name: column.expr for column in table.columns}
    return QueryState(
        "sessionWindowStateStoreSaveExec" if sessions else "stateStoreSave",
        GROUP_TIME,
        list(table.group_by),
        aggregates,
        _types([GROUP_TIME, *table.group_by, *aggregates.values()], events),
    )


def _types(expressions: list[str], events: Table) -> dict[str, str]:
    words = {word for expression in expressions for word in re.findall(r"\w+", expression)}
    return {column.name: column.type for column in events.columns if column.name in words}
