"""The Iceberg tables of a pipeline: made from its contract, appended to and never rewritten by a job."""

from pyspark.sql import SparkSession
from pyspark.sql.types import StructType

from clickstream_spark.contract import Table
from clickstream_spark.errors import PlatformError
from clickstream_spark.session import LAKE

_PROPERTIES = {
    "format-version": "2",
    "write.parquet.compression-codec": "zstd",
    # A batch is small and its rows arrive as they are: no shuffle before the write.
    "write.distribution-mode": "none",
    # Each commit writes a metadata file; without a bound a stream leaves thousands a day.
    "write.metadata.delete-after-commit.enabled": "true",
    "write.metadata.previous-versions-max": "20",
}


def qualified(namespace: str, table: str) -> str:
    """The name of a table in SQL."""
    return f"{LAKE}.`{namespace}`.`{table}`"


def ensure_table(spark: SparkSession, namespace: str, table: Table) -> None:
    """Creates the table, and its namespace, unless it is there.

    Raises:
        PlatformError: TABLE_DIFFERS when it is there with other columns than the contract's.
    """
    name = qualified(namespace, table.name)
    spark.sql(f"CREATE NAMESPACE IF NOT EXISTS {LAKE}.`{namespace}`")
    spark.sql(create_statement(name, table))
    _require_columns(spark.table(name).schema, name, table)


def create_statement(name: str, table: Table) -> str:
    """The DDL of a table."""
    columns = ",\n  ".join(
        f"`{column.name}` {column.spark_type}{' NOT NULL' if column.required else ''} COMMENT {_text(column.doc)}"
        for column in table.columns
    )
    partitions = f"\nPARTITIONED BY ({', '.join(table.partitioned_by)})" if table.partitioned_by else ""
    properties = ", ".join(f"{_text(key)} = {_text(value)}" for key, value in _PROPERTIES.items())
    return (
        f"CREATE TABLE IF NOT EXISTS {name} (\n  {columns}\n)\nUSING iceberg{partitions}\nTBLPROPERTIES ({properties})"
    )


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _require_columns(schema: StructType, name: str, table: Table) -> None:
    found = {field.name: field.dataType.simpleString() for field in schema.fields}
    declared = {column.name: column.spark_type for column in table.columns}
    if list(found.items()) == list(declared.items()):
        return
    different = [column for column in (found | declared) if found.get(column) != declared.get(column)]
    raise PlatformError(
        "TABLE_DIFFERS",
        f"the table and the contract disagree on {', '.join(different) or 'the order of columns'}",
        where=name,
        next="change the table to the contract, or take the contract the table was made from",
        exit_code=2,
    )
