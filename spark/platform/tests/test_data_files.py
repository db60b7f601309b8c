from clickstream_spark.data_files import first_task_number, separate_runs
from pyspark.sql import SparkSession


def test_each_run_has_numbers_of_its_own_that_fit_a_java_long() -> None:
    numbers = [first_task_number(f"local-{start}") for start in range(1_000)]
    assert len(set(numbers)) == 1_000
    assert min(numbers) >= 0
    assert max(numbers) + 2**20 < 2**63


def test_the_next_task_of_a_run_has_its_first_number(spark: SparkSession) -> None:
    context = spark.sparkContext
    first = first_task_number(f"{context.applicationId} {context.startTime}")

    separate_runs(spark)
    spark.range(1).collect()

    assert first < context._jsc.sc().taskScheduler().nextTaskId() < first + 100
