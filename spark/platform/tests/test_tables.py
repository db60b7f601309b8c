from dataclasses import replace

import pytest
from clickstream_spark.contract import Contract
from clickstream_spark.errors import PlatformError
from clickstream_spark.settings import Settings
from clickstream_spark.tables import as_stored, create_statement, ensure_table, location_of, qualified
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


def test_keeps_raw_where_the_settings_say_and_the_rest_where_the_catalog_says(
    settings: Settings, contract: Contract
) -> None:
    lake = replace(settings.lake, raw_location="s3://raw-prod")
    places = {layer: location_of(lake, layer, table) for layer, table in contract.tables.items()}
    assert places == dict.fromkeys(contract.tables) | {"raw": "s3://raw-prod/raw_shop"}
    raw = contract.tables["raw"]
    assert location_of(settings.lake, "raw", raw) is None
    # The catalog of the tests places tables by itself and takes no location.
    assert "\nLOCATION 's3://raw-prod/raw_shop'\n" in create_statement("raw_shop", raw, places["raw"])
    assert "LOCATION" not in create_statement("raw_shop", raw, None)


def test_a_table_takes_on_what_its_contract_added_and_keeps_what_it_dropped(
    spark: SparkSession, settings: Settings, contract: Contract
) -> None:
    before = contract.tables["events"]
    name = qualified(settings.lake.namespace, before.name)
    ensure_table(spark, settings.lake.namespace, before)
    spark.sql(
        f"INSERT INTO {name} SELECT 'a', TIMESTAMP '2026-03-01', 'x', 'v', '/', '{{}}', 1, 'h', 't', 0, 0, "
        "TIMESTAMP '2026-03-01'"
    )
    amount, added = before.columns[6], replace(before.columns[2], name="colour")
    after = replace(
        before, columns=(added, replace(amount, type="decimal(12,2)"), *before.columns[:4], *before.columns[7:])
    )

    ensure_table(spark, settings.lake.namespace, after)

    rows = spark.sql("SELECT 'b' AS event_id, 'red' AS colour, CAST(0.5 AS DECIMAL(12, 2)) AS amount")
    stored = as_stored(spark, name, rows)
    assert stored.columns == [*(column.name for column in before.columns), "colour"]
    assert stored.schema["amount"].dataType.simpleString() == "decimal(12,2)"
    ddl = spark.sql(f"SHOW CREATE TABLE {name}").collect()[0][0]
    assert "page_path STRING COMMENT" in ddl
    assert "event_id STRING NOT NULL" in ddl
    assert spark.table(name).select("event_id", "amount", "colour").collect() == [("a", 1, None)]
    ensure_table(spark, settings.lake.namespace, after)


def test_refuses_a_type_that_cannot_hold_the_old_values(
    spark: SparkSession, settings: Settings, contract: Contract
) -> None:
    table = contract.tables["events"]
    ensure_table(spark, settings.lake.namespace, table)
    narrower = replace(
        table,
        columns=tuple(replace(column, type="int") if column.name == "offset" else column for column in table.columns),
    )

    with pytest.raises(PlatformError, match="column offset is bigint, the contract wants int") as refused:
        ensure_table(spark, settings.lake.namespace, narrower)

    assert refused.value.code == "TABLE_DIFFERS"
    assert refused.value.exit_code == 2
