"""Starts the queries of a pipeline and sees them to their end."""

import time
from collections.abc import Sequence

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.streaming.query import StreamingQuery

from clickstream_spark.checkpoints import checkpoint_of
from clickstream_spark.contract import Contract
from clickstream_spark.errors import PlatformError
from clickstream_spark.jvm import root_cause
from clickstream_spark.progress import ProgressLog
from clickstream_spark.queries import FROM_EVENTS, FROM_TOPIC
from clickstream_spark.settings import Settings
from clickstream_spark.stop import StopRequest
from clickstream_spark.tables import as_stored, qualified

_POLL_S = 0.1
_BATCH_TIMEOUT_S = 60
"""How long a stop waits for the batches that run; what is cut off then is done again by the next start."""


def start_query(
    spark: SparkSession, settings: Settings, contract: Contract, name: str, rows: DataFrame, *, drain: bool
) -> StreamingQuery:
    """Starts one query into its table, from where its checkpoint says it was.

    Each batch is one Iceberg commit that carries the query's id and batch number; a batch that is run again after a
    crash finds its number there and writes nothing. With `drain` the query ends once everything that is in its
    source now has been processed.
    """
    table = qualified(settings.lake.namespace, contract.tables[name].name)
    spark.sparkContext.setLocalProperty("spark.scheduler.pool", name)
    writer = (
        as_stored(spark, table, rows)
        .writeStream.format("iceberg")
        .queryName(name)
        .outputMode("append")
        .option("checkpointLocation", checkpoint_of(settings.checkpoints, contract.pipeline, name))
        .option("fanout-enabled", "true")
        # SQL expressions are nullable to Spark; a NULL in a required column still fails in the writer.
        .option("check-nullability", "false")
    )
    if drain:
        writer = writer.trigger(availableNow=True)
    else:
        writer = writer.trigger(processingTime=f"{settings.trigger_seconds[name]} seconds")
    return writer.toTable(table)


def waves(names: Sequence[str], *, drain: bool) -> list[list[str]]:
    """Which queries start together: all, but in a drain those that read a table after those that fill it."""
    if not drain:
        return [list(names)]
    both = [[name for name in names if name in FROM_TOPIC], [name for name in names if name in FROM_EVENTS]]
    return [wave for wave in both if wave]


def await_queries(queries: Sequence[StreamingQuery], stop: StopRequest, progress: ProgressLog) -> None:
    """Returns when all queries have ended or a stop was asked for.

    Raises:
        PlatformError: QUERY_FAILED as soon as one of them fails; PROGRESS_UNWRITABLE.
    """
    while any(query.isActive for query in queries) and not stop.wait(_POLL_S):
        progress.require_written()
        _require_healthy(queries)
    _require_healthy(queries)


def stop_queries(queries: Sequence[StreamingQuery]) -> None:
    """Stops each query between two batches; one that never rests is cut off after a while, which loses nothing."""
    deadline = time.monotonic() + _BATCH_TIMEOUT_S
    active = [query for query in queries if query.isActive]
    while active:
        for query in active:
            if not query.status["isTriggerActive"] or time.monotonic() > deadline:
                query.stop()
        active = [query for query in active if query.isActive]
        time.sleep(_POLL_S)


def _require_healthy(queries: Sequence[StreamingQuery]) -> None:
    for query in queries:
        failure = query._jsq.exception()
        if failure.isDefined():
            raise PlatformError(
                "QUERY_FAILED",
                root_cause(failure.get()),
                where=f"query {query.name}",
                next="remove the cause and start the job again: it goes on from its checkpoint, nothing is lost",
                retry="backoff",
            )
