"""The compiled contract of a pipeline: how a Kafka record becomes rows of its tables.

libs/schema compiles it from the contracts in TypeScript, so decoding and validation run in the JVM as Spark SQL
and cannot drift from the definition. The same expressions serve streams and batches.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyspark.sql import DataFrame
from pyspark.sql.functions import expr

from clickstream_spark import shape
from clickstream_spark.errors import PlatformError

_SPARK_NAMES = {"long": "bigint", "timestamptz": "timestamp", "list": "array"}


@dataclass(frozen=True)
class Step:
    """One expression that later ones build on."""

    column: str
    expr: str


@dataclass(frozen=True)
class Column:
    """A column of a table and the expression that fills it.

    Attributes:
        type: The Iceberg type.
        expr: Spark SQL over the source columns and the steps; in a table of groups an aggregate over those of
            `events`.
    """

    name: str
    type: str
    required: bool
    doc: str
    expr: str

    @property
    def spark_type(self) -> str:
        """The type as Spark writes it, as `DataType.simpleString` does."""
        named = re.sub(r"\b(long|timestamptz|list)\b", lambda found: _SPARK_NAMES[found[0]], self.type)
        return named.replace(" ", "")


@dataclass(frozen=True)
class Table:
    """An Iceberg table: its columns and partition transforms in Spark's notation.

    Attributes:
        key: Columns that tell one row from another; in a changelog the highest revision of a key counts.
        group_by: Expressions over the columns of `events`; empty for a table that is written record by record.
    """

    name: str
    columns: tuple[Column, ...]
    partitioned_by: tuple[str, ...]
    key: tuple[str, ...]
    group_by: tuple[str, ...]


@dataclass(frozen=True)
class Time:
    """Time rules of the pipeline, in milliseconds; libs/pipeline/src/manifest.ts says what each means."""

    lateness_ms: int
    future_ms: int
    dedup_horizon_ms: int
    session_gap_ms: int


@dataclass(frozen=True)
class Contract:
    """What one pipeline promises; see the module."""

    pipeline: str
    topic: str
    time: Time
    steps: tuple[Step, ...]
    tables: dict[str, Table]

    def rows_of(self, table: str, source: DataFrame) -> DataFrame:
        """Makes the rows of a table: one of each record, or one of each group of events.

        Raises:
            PlatformError: CONTRACT_MISMATCH when an expression does not yield its column's type.
        """
        columns, groups = self.tables[table].columns, self.tables[table].group_by
        cells = [expr(column.expr).alias(column.name) for column in columns]
        if groups:
            keys = [expr(group).alias(f"group_{number}") for number, group in enumerate(groups)]
            rows = source.groupBy(*keys).agg(*cells).select([column.name for column in columns])
        else:
            rows = source.select(cells)
        for column, field in zip(columns, rows.schema.fields, strict=True):
            if field.dataType.simpleString() != column.spark_type:
                raise PlatformError(
                    "CONTRACT_MISMATCH",
                    f"column {column.name} is declared {column.type}, its expression yields "
                    f"{field.dataType.simpleString()}",
                    where=f"tables.{table} of the contract of {self.pipeline}",
                    next="correct the contract and compile it again",
                    exit_code=2,
                )
        return rows


class Records:
    """Records of a pipeline's topic, as they came and decoded."""

    def __init__(self, contract: Contract, received: DataFrame) -> None:
        """Takes a stream or a batch with the source columns, see source.py."""
        self.contract = contract
        self.received = received

    @cached_property
    def decoded(self) -> DataFrame:
        """With the columns of all steps, the last of which is `fate`: NULL for a record that is valid and on time.

        Made once for all queries: Spark needs seconds to parse and resolve the steps.
        """
        *steps, fate = self.contract.steps
        decoded = self.received
        for step in steps:
            decoded = decoded.withColumn(step.column, expr(step.expr))
        # A plain column would let the optimizer move a filter on it below the steps, which copies each of them into
        # every place that uses it: megabytes of plan and minutes before the first row. It does not look into `inline`.
        return decoded.selectExpr("*", f"inline(array(named_struct('{fate.column}', {fate.expr})))")


def read_contract(path: Path) -> Contract:
    """Reads a compiled contract.

    Raises:
        PlatformError: BAD_CONTRACT with the key and what was found there.
    """
    return shape.read_file(Contract, path, code="BAD_CONTRACT", next="compile the contracts again")
