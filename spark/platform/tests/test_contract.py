import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clickstream_spark.contract import Column, Contract, read_contract
from clickstream_spark.errors import PlatformError
from clickstream_spark.records import rows_of
from clickstream_spark.source import with_received_at
from pyspark.sql import SparkSession
from records import record_with

FIXTURE = Path(__file__).parent / "fixtures" / "contract.json"


@pytest.mark.parametrize(
    ("iceberg", "spark_name"),
    [
        ("long", "bigint"),
        ("timestamptz", "timestamp"),
        ("decimal(10, 2)", "decimal(10,2)"),
        ("string", "string"),
        ("list<struct<key: string, at: long>>", "array<struct<key:string,at:bigint>>"),
    ],
)
def test_types_are_written_as_spark_does(iceberg: str, spark_name: str) -> None:
    assert Column("c", iceberg, required=False, doc="", expr="c").spark_type == spark_name


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda content: content.pop("topic"), "topic is not there"),
        (lambda content: content["time"].update(dedupHorizonMs="72h"), 'time.dedupHorizonMs is "72h", expected int'),
        (lambda content: content["steps"].append({"column": "x"}), "steps[4].expr is not there"),
        (lambda content: content["tables"]["raw"].update(columns={}), "tables.raw.columns is {}, expected list"),
    ],
)
def test_names_the_key_that_is_wrong(tmp_path: Path, change: Callable[[Any], None], message: str) -> None:
    content = json.loads(FIXTURE.read_text())
    change(content)
    file = tmp_path / "contract.json"
    file.write_text(json.dumps(content))

    with pytest.raises(PlatformError) as refused:
        read_contract(file)

    assert refused.value.one_line() == f"BAD_CONTRACT  {message} ({file}). Next: compile the contracts again"
    assert refused.value.exit_code == 2


def test_an_expression_of_another_type_is_refused_before_a_row_is_written(
    spark: SparkSession, contract: Contract
) -> None:
    raw = contract.tables["raw"]
    wrong = replace(raw, columns=(replace(raw.columns[0], expr="offset"), *raw.columns[1:]))
    contract.tables["raw"] = wrong

    with pytest.raises(PlatformError, match="column key is declared binary, its expression yields bigint"):
        rows_of(contract, "raw", with_received_at(record_with(spark, None)))
