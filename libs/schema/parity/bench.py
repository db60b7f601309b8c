"""How fast Spark decodes and validates page views, beside a bare `from_json` of the same bytes in the same run.

Prints one JSON line with records a second on two cores, by CPU time: `canonical` for documents as `encode` writes
them, `foreign` for the same events with other key order, spaces and nulls. Run by `npm run bench -- schema`.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 (the name PySpark's own documentation uses)
from vectors import WORKSPACE, Contract, decoded, read_contract, records

RECEIVED_MS = 1_431_857_103_000
CORES = 2
DISTINCT = 10_000
COPIES = 20
ROUNDS = 6


def page_view(index: int) -> dict[str, Any]:
    """A page view as a browser sends it."""
    return {
        "anonymous_id": f"visitor-{index % 500}",
        "context": {
            "ip": "83.149.9.216",
            "locale": "en-GB",
            "user_agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.36 (KHTML, like Gecko)",
        },
        "event_id": f"0196ddb4-3c2e-7b61-9f0a-{index:012x}",
        "event_type": "page_view",
        "occurred_at": "2015-05-17T10:05:03.000Z",
        "page": {
            "path": f"/blog/{index}",
            "referrer": "https://www.google.com/",
            "title": "A title of usual length",
            "url": f"https://www.example.com/blog/{index}?utm_source=x",
        },
        "properties": {"bytes": 203_023, "method": "GET", "status": 200},
        "schema_version": "1.0.0",
        "sent_at": "2015-05-17T10:05:03.120Z",
    }


def canonical(event: dict[str, Any]) -> str:
    """The spelling of `encode`: the members above are in canonical order already."""
    return json.dumps(event, separators=(",", ":"))


def foreign(event: dict[str, Any]) -> str:
    """The spelling of a client that does not use our encoder."""
    return json.dumps({"user_id": None, **dict(reversed(event.items()))})


def cached(spark: SparkSession, spell: Callable[[dict[str, Any]], str]) -> DataFrame:
    """The records in memory, so that nothing but the work on them is measured."""
    vectors = [{"text": spell(page_view(index)), "receivedAt": RECEIVED_MS} for index in range(DISTINCT)]
    frame = records(spark, vectors).crossJoin(F.broadcast(spark.range(COPIES).withColumnRenamed("id", "copy")))
    frame = frame.drop("copy").repartition(4).cache()
    frame.count()
    return frame


def rate(frame: DataFrame) -> int:
    """Rows a second on two cores, by the CPU time of the JVM: another program on the machine then changes little.

    The best of some rounds: the first ones warm the JVM up.
    """
    best = 0.0
    for _ in range(ROUNDS):
        start = cpu_seconds(frame.sparkSession)
        frame.write.format("noop").mode("overwrite").save()
        best = max(best, CORES * DISTINCT * COPIES / (cpu_seconds(frame.sparkSession) - start))
    return round(best)


def cpu_seconds(spark: SparkSession) -> float:
    """What the JVM has used so far, compilation and garbage collection included."""
    jvm = spark.sparkContext._jvm
    if jvm is None:
        raise AssertionError("the session has no JVM")
    milliseconds: int = jvm.java.lang.ProcessHandle.current().info().totalCpuDuration().get().toMillis()
    return milliseconds / 1000


def measure(frame: DataFrame, contract: Contract) -> dict[str, int]:
    """`from_json` alone, bytes to fate, and bytes to the row of the events table."""
    read = next(step["expr"] for step in contract["steps"] if step["column"] == "read")
    judged = decoded(frame, contract)
    columns = [F.expr(column["expr"]).alias(column["name"]) for column in contract["tables"]["events"]["columns"]]
    accepted = judged.where("fate IS NULL").count()
    if accepted != DISTINCT * COPIES:
        raise AssertionError(f"only {accepted} of {DISTINCT * COPIES} events are valid")
    return {
        "from_json": rate(frame.selectExpr("CAST(value AS STRING) AS text").select(F.expr(read))),
        "decode and validate": rate(judged.select("fate")),
        "rows of events": rate(judged.select("fate", *columns)),
    }


def main() -> None:
    """Measures both spellings."""
    spark = (
        SparkSession.builder.master(f"local[{CORES}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "4g")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.codegen.hugeMethodLimit", "8000")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    contract = read_contract(WORKSPACE / Path(sys.argv[1]))
    result = {spell.__name__: measure(cached(spark, spell), contract) for spell in (canonical, foreign)}
    spark.stop()
    sys.stdout.write(f"{json.dumps({'bench': 'spark', **result})}\n")


if __name__ == "__main__":
    main()
