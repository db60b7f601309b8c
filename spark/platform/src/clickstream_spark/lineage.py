"""The snapshots of an Iceberg table, from the current one back to the oldest that is kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession

_QUERY_ID = "spark.sql.streaming.queryId"
_EPOCH = "spark.sql.streaming.epochId"


@dataclass(frozen=True)
class Snapshot:
    """A commit to a table.

    Attributes:
        operation: append, replace, overwrite or delete.
        query_id: Of the stream that committed it, None for a batch job.
        epoch: The stream's batch number.
    """

    id: int
    operation: str
    query_id: str | None
    epoch: int | None


def ancestors(spark: SparkSession, table: str) -> Iterator[Snapshot]:
    """The current snapshot and those it builds on, newest first; read one by one, as far as somebody asks."""
    return (_converted(snapshot) for snapshot in _lineage(spark, table))


def kept(spark: SparkSession, table: str) -> Iterator[Snapshot]:
    """Every snapshot that is kept, also those that the current one does not build on."""
    return (_converted(snapshot) for snapshot in _load(spark, table).snapshots())


def newest_epoch(snapshots: Iterable[Snapshot], query_id: str | None = None) -> Snapshot | None:
    """The newest that a stream committed, or that this one did."""
    mine = (one for one in snapshots if one.epoch is not None and query_id in (None, one.query_id))
    return next(mine, None)


def newest_summary(spark: SparkSession, table: str, key: str) -> dict[str, str] | None:
    """The summary of the newest snapshot that has a property, in the lineage of the table."""
    summaries = (snapshot.summary() for snapshot in _lineage(spark, table))
    return next((dict(summary) for summary in summaries if summary.get(key) is not None), None)


def _lineage(spark: SparkSession, table: str) -> Iterator[Any]:
    iceberg = _load(spark, table)
    snapshot = iceberg.currentSnapshot()
    while snapshot is not None:
        yield snapshot
        parent = snapshot.parentId()
        snapshot = None if parent is None else iceberg.snapshot(parent)


def _load(spark: SparkSession, table: str) -> Any:
    jvm = spark._jvm
    assert jvm is not None
    iceberg = jvm.org.apache.iceberg.spark.Spark3Util.loadIcebergTable(spark._jsparkSession, table)
    iceberg.refresh()
    return iceberg


def _converted(snapshot: Any) -> Snapshot:
    summary = snapshot.summary()
    epoch = summary.get(_EPOCH)
    return Snapshot(
        id=snapshot.snapshotId(),
        operation=snapshot.operation(),
        query_id=summary.get(_QUERY_ID),
        epoch=None if epoch is None else int(epoch),
    )
