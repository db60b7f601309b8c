"""The same five tables by a plain Spark job: one read of the topic and foreachBatch, as most tutorials have it.

It parses each record once and shares that among the tables, keeps no state between batches and promises nothing: a
batch that is run again is appended again. Sessions and minutes are computed from the table of events at the end.
Measured by apps/platform/bench/stream.ts.

    spark-submit plain_job.py <settings> contract.json
"""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

from clickstream_spark.batch import changelogs_of
from clickstream_spark.contract import Contract, read_contract
from clickstream_spark.queries import raw, set_aside, valid_events
from clickstream_spark.records import Records
from clickstream_spark.session import build_session
from clickstream_spark.settings import Settings, read_settings
from clickstream_spark.source import read_topic
from clickstream_spark.state import checkpoint_of
from clickstream_spark.tables import ensure_table, qualified
from pyspark.sql import DataFrame, SparkSession

NAMESPACE = "plain"


def drain(spark: SparkSession, settings: Settings, contract: Contract) -> None:
    """Reads the topic to its end and writes all tables."""

    def write(name: str, rows: DataFrame) -> None:
        table = qualified(NAMESPACE, contract.tables[name].name)
        rows.writeTo(table).option("fanout-enabled", "true").option("check-nullability", "false").append()

    def write_batch(received: DataFrame, _number: int) -> None:
        received.persist()
        records = Records(contract, received)
        records.decoded = records.decoded.persist()
        write("raw", raw(records))
        write("events", valid_events(records).dropDuplicates(["event_id"]))
        write("set_aside", set_aside(records))
        records.decoded.unpersist()
        received.unpersist()

    topic = read_topic(spark, settings.kafka, contract.topic, "plain", settings.max_records_per_batch)
    stream = topic.writeStream.foreachBatch(write_batch)
    checkpoint = checkpoint_of(settings.checkpoints, NAMESPACE, "all")
    stream.trigger(availableNow=True).option("checkpointLocation", checkpoint).start().awaitTermination()
    events = spark.table(qualified(NAMESPACE, contract.tables["events"].name))
    for name, rows in changelogs_of(contract, events).items():
        write(name, rows)


def main() -> None:
    """Prints how long it took, without the start of Spark, and how many rows the tables have."""
    settings = read_settings(sys.argv[1])
    contract = read_contract(Path(sys.argv[2]))
    spark = build_session(replace(settings, lake=replace(settings.lake, namespace=NAMESPACE)), "plain")
    for table in contract.tables.values():
        ensure_table(spark, NAMESPACE, table)
    began = time.monotonic()
    drain(spark, settings, contract)
    seconds = time.monotonic() - began
    rows = {name: spark.table(qualified(NAMESPACE, table.name)).count() for name, table in contract.tables.items()}
    sys.stdout.write(json.dumps({"seconds": round(seconds, 1), "rows": rows}) + "\n")
    spark.stop()


if __name__ == "__main__":
    main()
