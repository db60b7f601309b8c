"""The Iceberg tables of a pipeline: made from its contract, appended to and never rewritten by a job."""

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import expr
from pyspark.sql.types import StructField

from clickstream_spark.conf import LAKE
from clickstream_spark.contract import Contract, Table
from clickstream_spark.evolution import changes, text_literal
from clickstream_spark.settings import Lake

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


def ensure_tables(spark: SparkSession, lake: Lake, contract: Contract) -> None:
    """Makes sure of every table of a pipeline, each in its place. See `ensure_table`."""
    for layer, table in contract.tables.items():
        ensure_table(spark, lake.namespace, table, location_of(lake, layer, table))


def location_of(lake: Lake, layer: str, table: Table) -> str | None:
    """Folder of a table's files; None where the catalog decides. Raw has a bucket of its own where there is one."""
    return f"{lake.raw_location}/{table.name}" if layer == "raw" and lake.raw_location else None


def ensure_table(spark: SparkSession, namespace: str, table: Table, location: str | None = None) -> None:
    """Creates the table, and its namespace, unless it is there; one that is there takes on what the contract added.

    Args:
        spark: Session with the catalog of the lake.
        namespace: Of the table.
        table: What the contract says.
        location: Folder of its files, when it is made; None where the catalog decides.

    Raises:
        PlatformError: TABLE_DIFFERS when it cannot become what the contract says without losing data.
    """
    name = qualified(namespace, table.name)
    spark.sql(f"CREATE NAMESPACE IF NOT EXISTS {LAKE}.`{namespace}`")
    spark.sql(create_statement(name, table, location))
    for change in changes(spark.table(name).schema, name, table):
        spark.sql(f"ALTER TABLE {name} {change}")


def as_stored(spark: SparkSession, name: str, rows: DataFrame) -> DataFrame:
    """The rows in the order of the table's columns, with NULL where the contract has no column any more."""

    def cell(field: StructField) -> str:
        if field.name in rows.columns:
            return f"`{field.name}`"
        return f"CAST(NULL AS {field.dataType.simpleString()}) AS `{field.name}`"

    return rows.select([expr(cell(field)) for field in spark.table(name).schema.fields])


def create_statement(name: str, table: Table, location: str | None) -> str:
    """The DDL of a table."""
    columns = ",\n  ".join(
        f"`{column.name}` {column.spark_type}{required} COMMENT {text_literal(column.doc)}"
        for column in table.columns
        for required in [" NOT NULL" if column.required else ""]
    )
    partitions = f"\nPARTITIONED BY ({', '.join(table.partitioned_by)})" if table.partitioned_by else ""
    place = f"\nLOCATION {text_literal(location)}" if location else ""
    properties = ", ".join(f"{text_literal(key)} = {text_literal(value)}" for key, value in _PROPERTIES.items())
    layout = f"USING iceberg{partitions}{place}\nTBLPROPERTIES ({properties})"
    return f"CREATE TABLE IF NOT EXISTS {name} (\n  {columns}\n)\n{layout}"
