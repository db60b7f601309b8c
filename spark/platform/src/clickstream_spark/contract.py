"""The compiled contract of a pipeline: how a Kafka record becomes rows of its tables.

libs/schema compiles it from the contracts in TypeScript, so decoding and validation run in the JVM as Spark SQL
and cannot drift from the definition. The same expressions serve streams and batches; records.py applies them.
"""

import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from clickstream_spark import shape

BUNDLED = files("clickstream_spark") / "contract.json"
"""Where a bundle has the contract of its pipeline: beside the code that reads it."""

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


def read_contract(file: Traversable) -> Contract:
    """Reads a compiled contract.

    Raises:
        PlatformError: BAD_CONTRACT with the key and what was found there.
    """
    return shape.read_file(Contract, file, code="BAD_CONTRACT", next="compile the contracts again")
