"""What Spark makes of the queries: what costs time must not slip in unseen."""

from clickstream_spark.queries import FROM_EVENTS, FROM_TOPIC
from clickstream_spark.tables import ensure_table
from jobs import FolderSources, Job
from pyspark.sql import DataFrame


def plan_of(rows: DataFrame) -> str:
    jvm = rows.sparkSession._jvm
    assert jvm is not None
    return str(jvm.PythonSQLUtils.explainString(rows._jdf.queryExecution(), "simple"))


def test_a_query_parses_each_record_once_and_moves_rows_only_to_their_state(job: Job) -> None:
    job.topic.send(b"{}")
    for table in job.contract.tables.values():
        ensure_table(job.spark, job.settings.lake.namespace, table)
    sources = FolderSources(job.spark, job.settings, job.contract, job.topic)
    plans = {name: plan_of(sources.rows_of(name)) for name in (*FROM_TOPIC, *FROM_EVENTS)}
    assert {name: (plan.count("parseJson"), plan.count("Exchange")) for name, plan in plans.items()} == {
        "raw": (0, 0),
        "set_aside": (1, 0),
        "events": (1, 1),
        "sessions": (0, 1),
        "metrics_minute": (0, 1),
    }
