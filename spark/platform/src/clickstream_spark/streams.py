"""Starts the queries of a pipeline."""

from collections.abc import Sequence

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.streaming.query import StreamingQuery

from clickstream_spark.contract import Contract
from clickstream_spark.queries import FROM_EVENTS, FROM_TOPIC
from clickstream_spark.settings import Settings
from clickstream_spark.state import checkpoint_of
from clickstream_spark.tables import as_stored, qualified


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
