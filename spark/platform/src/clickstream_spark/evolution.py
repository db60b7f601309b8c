"""What has to happen to a table so that it takes the rows of a newer contract without losing any it holds."""

import re

from pyspark.sql.types import StructField, StructType

from clickstream_spark.contract import Column, Table
from clickstream_spark.errors import PlatformError

_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")


def changes(found: StructType, name: str, table: Table) -> list[str]:
    """The `ALTER TABLE` statements, without that beginning; none when the table is as the contract wants it.

    A new column is nullable, because older rows have no value for it. A column that the contract no longer has stays
    and takes NULL. libs/schema/src/compare-tables.ts says the same to the author of a contract.

    Raises:
        PlatformError: TABLE_DIFFERS when a column would have to change to a type that cannot hold its old values.
    """
    declared = {column.name: column for column in table.columns}
    there = {field.name: field for field in found.fields}
    return [
        *_added([column for column in table.columns if column.name not in there]),
        *(statement for field in found.fields for statement in _changed(field, declared.get(field.name), name)),
    ]


def text_literal(value: str) -> str:
    """A string in Spark SQL."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _added(columns: list[Column]) -> list[str]:
    if not columns:
        return []
    cells = ", ".join(f"`{column.name}` {column.spark_type} COMMENT {text_literal(column.doc)}" for column in columns)
    return [f"ADD COLUMNS ({cells})"]


def _changed(field: StructField, column: Column | None, table: str) -> list[str]:
    statements = []
    if not field.nullable and (column is None or not column.required):
        statements.append(f"ALTER COLUMN `{field.name}` DROP NOT NULL")
    before = field.dataType.simpleString()
    if column is not None and before != column.spark_type:
        if not _widens(before, column.spark_type):
            raise _incompatible(field.name, before, column.spark_type, table)
        statements.append(f"ALTER COLUMN `{field.name}` TYPE {column.spark_type}")
    return statements


def _widens(before: str, after: str) -> bool:
    """Iceberg's promotions that Spark knows: int to bigint, more digits before the point of a decimal."""
    old, new = _DECIMAL.fullmatch(before), _DECIMAL.fullmatch(after)
    if old and new:
        return old[2] == new[2] and int(old[1]) <= int(new[1])
    return (before, after) == ("int", "bigint")


def _incompatible(column: str, before: str, after: str, table: str) -> PlatformError:
    return PlatformError(
        "TABLE_DIFFERS",
        f"column {column} is {before}, the contract wants {after}, which cannot hold every value that is there",
        where=table,
        next="give the field a new name in the contract and leave this one",
        exit_code=2,
    )
