"""What has to be appended to a changelog so that it says what the events say."""

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql.functions import coalesce, col, expr, lit

from clickstream_spark.batch import latest
from clickstream_spark.contract import Table

_CHANGE = ("revision", "op")


def revisions(table: Table, changelog: DataFrame, expected: DataFrame) -> DataFrame:
    """The rows to append: corrections of keys that differ, retractions of keys that went.

    Each carries the next revision of its key, so that appending them makes the changelog say what is expected, and
    asking again gives no rows. Rows that are equal are left alone.

    Args:
        table: Of the contract.
        changelog: All rows of the table, or of the days in question.
        expected: The rows that should be current, with the same columns; their revision and op do not count.
    """
    key = list(table.key)
    values = [column.name for column in table.columns if column.name not in (*_CHANGE, *key)]
    before = (col(name).alias(f"now_{name}") for name in values)
    now = latest(changelog, table.key).select(
        *key, col("revision").alias("last"), (col("op") == "upsert").alias("there"), *before
    )
    both = expected.select(*key, lit(True).alias("wanted"), *values).join(now, key, "full_outer")
    equal = reduce(Column.__and__, (col(name).eqNullSafe(col(f"now_{name}")) for name in values))
    wanted, there = coalesce(col("wanted"), lit(False)), coalesce(col("there"), lit(False))
    upserts = both.where(wanted & ~(there & equal)).select(*key, lit("upsert").alias("op"), expr(_NEXT), *values)
    retracts = both.where(there & ~wanted).select(
        *key, lit("retract").alias("op"), expr(_NEXT), *(col(f"now_{name}").alias(name) for name in values)
    )
    return upserts.unionByName(retracts).select([column.name for column in table.columns])


_NEXT = "CAST(coalesce(last, 0) + 1 AS INT) AS revision"
