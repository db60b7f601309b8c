"""What the comparison of a replay says: to a person in lines, to the exit code as an error. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from clickstream_spark.errors import PlatformError


@dataclass(frozen=True)
class ComparedDay:
    """What a rebuilt table and the live one say about a day.

    Attributes:
        live: Rows of the live table.
        replayed: Rows of the rebuilt one.
        differing: Keys of some rows that differ; none when all are equal.
    """

    table: str
    day: str
    live: int
    replayed: int
    differing: tuple[str, ...]

    def difference(self) -> str:
        """The day in words, with examples of what differs."""
        examples = ", ".join(self.differing)
        return f"{self.table} on {self.day}: {self.live} rows live, {self.replayed} replayed, such as {examples}"


def side_table(table: str) -> str:
    """Where a rebuilt table is written."""
    return f"{table}_replay"


def told(days: Sequence[ComparedDay]) -> Iterator[str]:
    """A line for each table, then one for each day that differs."""
    for table in sorted({day.table for day in days}):
        of_table = [day for day in days if day.table == table]
        equal = [day for day in of_table if not day.differing]
        rows = sum(day.live for day in equal)
        yield f"{table}: {len(equal)} of {len(of_table)} days are equal, {rows:,} rows"
    for day in days:
        if day.differing:
            yield f"differs: {day.difference()}"


def require_compared(days: Sequence[ComparedDay], start: datetime, end: datetime, namespace: str) -> None:
    """Nothing compared is no success.

    Raises:
        PlatformError: REPLAY_EMPTY when no table has a row in the range.
    """
    if not any(day.live or day.replayed for day in days):
        raise PlatformError(
            "REPLAY_EMPTY",
            f"no event was received from {start.isoformat()} to {end.isoformat()}: nothing was compared",
            where=namespace,
            next="name a range in which events came",
            retry="never",
        )


def require_equal(days: Sequence[ComparedDay]) -> None:
    """Every day must say the same in both tables.

    Raises:
        PlatformError: REPLAY_DIFFERS with the first day that does not.
    """
    different = [day for day in days if day.differing]
    if different:
        raise PlatformError(
            "REPLAY_DIFFERS",
            f"{len(different)} day(s) differ, first {different[0].difference()}",
            where=side_table(different[0].table),
            next="compare the side tables with the live ones; docs/guarantees.md says what may differ",
            retry="never",
        )
