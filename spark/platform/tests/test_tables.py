from dataclasses import replace

import pytest
from clickstream_spark.contract import Contract
from clickstream_spark.errors import PlatformError
from clickstream_spark.settings import Settings
from clickstream_spark.tables import ensure_table, qualified
from pyspark.sql import SparkSession


def test_makes_each_table_of_the_contract_and_leaves_one_that_is_there(
    spark: SparkSession, settings: Settings, contract: Contract
) -> None:
    for table in contract.tables.values():
        ensure_table(spark, settings.lake.namespace, table)
        ensure_table(spark, settings.lake.namespace, table)

    ddl = spark.sql(f"SHOW CREATE TABLE {qualified(settings.lake.namespace, 'events_shop')}").collect()[0][0]
    assert "occurred_at TIMESTAMP NOT NULL COMMENT 'When it happened.'" in ddl
    assert "amount DECIMAL(10,2) COMMENT 'The shop\\'s price.'" in ddl
    assert "PARTITIONED BY (days(occurred_at))" in ddl
    assert "'write.metadata.delete-after-commit.enabled' = 'true'" in ddl
    assert "'format-version' = '2'" in ddl


def test_refuses_a_table_that_differs_from_the_contract(
    spark: SparkSession, settings: Settings, contract: Contract
) -> None:
    table = contract.tables["events"]
    ensure_table(spark, settings.lake.namespace, table)
    changed = replace(table, columns=(*table.columns[:-1], replace(table.columns[0], name="visitor")))

    with pytest.raises(PlatformError, match="disagree on kafka_timestamp, visitor") as refused:
        ensure_table(spark, settings.lake.namespace, changed)

    assert refused.value.code == "TABLE_DIFFERS"
