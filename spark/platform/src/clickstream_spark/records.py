"""Applies the expressions of a contract: Kafka records become rows of its tables."""

from functools import cached_property

from pyspark.sql import DataFrame
from pyspark.sql.functions import expr

from clickstream_spark.contract import Contract
from clickstream_spark.errors import PlatformError


def rows_of(contract: Contract, table: str, source: DataFrame) -> DataFrame:
    """Makes the rows of a table: one of each record, or one of each group of events.

    Raises:
        PlatformError: CONTRACT_MISMATCH when an expression does not yield its column's type.
    """
    columns, groups = contract.tables[table].columns, contract.tables[table].group_by
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
                where=f"tables.{table} of the contract of {contract.pipeline}",
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
