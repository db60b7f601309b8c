"""Settles a pipeline: names every duplicate, and brings sessions and minutes to what the events say.

A bounded batch step over the offsets that all queries from the topic have committed. It may be killed anywhere and run
again: each table gets one commit, which a second run finds to be there already. The commit to `duplicates` comes last
and says in its summary how far the step went.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql.functions import col, expr, lag, lit
from pyspark.sql.functions import sum as total

from clickstream_spark.batch import all_events, changelogs_of, current, utc_day
from clickstream_spark.checkpoints import read_checkpoint
from clickstream_spark.contract import Contract
from clickstream_spark.leftovers import Offsets, duplicates, leftovers, require_all_explained
from clickstream_spark.lineage import newest_summary
from clickstream_spark.queries import FROM_EVENTS, FROM_TOPIC
from clickstream_spark.revisions import revisions
from clickstream_spark.settings import Settings
from clickstream_spark.state import checkpoint_of
from clickstream_spark.tables import as_stored, qualified

SETTLED_TO = "clickstream.settled-to"
SETTLED_FINAL = "clickstream.settled-final"
SETTLED_CLOSED = "clickstream.settled-closed-before"


_NONE_CLOSED = date.min
"""Before it lies no day."""


@dataclass(frozen=True)
class Settlement:
    """What a run of the step did.

    Attributes:
        start: Offsets from which records were looked at, by partition.
        end: Offsets before which every record has a fate now.
        rows: Rows appended, by table.
    """

    start: Offsets
    end: Offsets
    rows: dict[str, int]


def committed_offsets(spark: SparkSession, settings: Settings, contract: Contract) -> Offsets:
    """By partition the least offset that all queries from the topic have committed."""
    ends = [committed_by(spark, settings, contract, name) for name in FROM_TOPIC]
    seen_by_all = set.intersection(*(set(end) for end in ends))
    return {partition: min(end[partition] for end in ends) for partition in sorted(seen_by_all)}


def committed_by(spark: SparkSession, settings: Settings, contract: Contract, query: str) -> Offsets:
    """By partition the offset that a query from the topic has committed; nothing before its first batch."""
    source = read_checkpoint(spark, checkpoint_of(settings.checkpoints, contract.pipeline, query)).source
    return _by_number(json.loads(source)[contract.topic]) if source else {}


def settle(spark: SparkSession, settings: Settings, contract: Contract, end: Offsets, *, final: bool) -> Settlement:
    """Runs the step.

    Args:
        spark: A session with the catalog of the lake.
        settings: Of the environment.
        contract: Of the pipeline.
        end: See `committed_offsets`.
        final: The input has ended: also closes the days that are still open. What the stream adds to them later is
            corrected by the next run.

    Raises:
        PlatformError: RECORDS_LOST, before anything is committed for the range.
    """
    return _Settling(spark, settings, contract).run(end, final=final)


class _Settling:
    def __init__(self, spark: SparkSession, settings: Settings, contract: Contract) -> None:
        self._spark, self._settings, self._contract = spark, settings, contract

    def run(self, end: Offsets, *, final: bool) -> Settlement:
        start, was_final, was_closed = self._settled()
        names = [name for name in FROM_EVENTS if name in self._contract.tables]
        # Looked up before the tables are read, which then hold at least the groups of these days.
        open_days = {name: self._first_open_day(name) for name in names}
        rows = {name: self._correct(name, None if final else open_days[name]) for name in names}
        closed_before = min(open_days.values(), default=_NONE_CLOSED)
        if end != start or (final and not was_final) or closed_before != was_closed or any(rows.values()):
            rows["duplicates"] = self._name_duplicates(start, end, closed_before, final=final)
        return Settlement(start, end, rows)

    def _settled(self) -> tuple[Offsets, bool, date]:
        """How far an earlier run went, whether it was final, and before which day sessions and minutes were closed."""
        summary = newest_summary(self._spark, self._name("duplicates"), SETTLED_TO)
        if summary is None:
            return {}, False, _NONE_CLOSED
        closed = date.fromisoformat(summary.get(SETTLED_CLOSED, _NONE_CLOSED.isoformat()))
        return _by_number(json.loads(summary[SETTLED_TO])), summary.get(SETTLED_FINAL) == "true", closed

    def _name_duplicates(self, start: Offsets, end: Offsets, closed_before: date, *, final: bool) -> int:
        raw, events, set_aside = (self._table(name) for name in ("raw", "events", "set_aside"))
        left = leftovers(raw, events, set_aside, start, end).persist()
        rows = self._table("duplicates").limit(0)
        try:
            # Decoding takes seconds to plan, even for no rows.
            if not left.isEmpty():
                rows = duplicates(self._contract, left, events).persist()
                require_all_explained(left, rows)
            count = rows.count()
            properties = {
                SETTLED_TO: json.dumps(end),
                SETTLED_FINAL: json.dumps(final),
                SETTLED_CLOSED: closed_before.isoformat(),
            }
            self._append("duplicates", rows, properties)
        finally:
            left.unpersist()
            rows.unpersist()
        return count

    def _correct(self, name: str, before: date | None) -> int:
        """Appends what makes a changelog say what the events say, for the days before one or for all."""
        table = self._contract.tables[name]
        events = all_events(self._table("events"), self._table("set_aside")).withColumn("day", utc_day("events"))
        changelog = self._table(name).withColumn("day", utc_day(name))
        if before is not None:
            closed = col("day") < lit(before)
            events, changelog = events.where(closed), changelog.where(closed)
        now = current(changelog, table.key)
        days = _days_that_differ(events, now)
        if name == "sessions":
            days = sorted({*days, *_days_with_a_cut(now, self._contract.time.session_gap_ms)})
        if not days:
            return 0
        expected = changelogs_of(self._contract, events.where(col("day").isin(days)))[name]
        rows = revisions(table, changelog.where(col("day").isin(days)), expected).persist()
        try:
            count = rows.count()
            if count > 0:
                self._append(name, rows, {})
        finally:
            rows.unpersist()
        return count

    def _first_open_day(self, name: str) -> date:
        """All groups of the days before it have been written by the stream."""
        path = checkpoint_of(self._settings.checkpoints, self._contract.pipeline, name)
        watermark = read_checkpoint(self._spark, path).watermark_ms or 0
        closed_ms = max(watermark - self._contract.time.session_gap_ms, 0)
        return datetime.fromtimestamp(closed_ms / 1000, UTC).date()

    def _append(self, name: str, rows: DataFrame, properties: dict[str, str]) -> None:
        writer = as_stored(self._spark, self._name(name), rows).writeTo(self._name(name))
        for key, value in properties.items():
            writer = writer.option(f"snapshot-property.{key}", value)
        writer.option("check-nullability", "false").append()

    def _table(self, name: str) -> DataFrame:
        return self._spark.table(self._name(name))

    def _name(self, table: str) -> str:
        return qualified(self._settings.lake.namespace, self._contract.tables[table].name)


def _days_that_differ(events: DataFrame, now: DataFrame) -> list[date]:
    """Days on which a changelog does not count the events there are."""
    counted = now.groupBy("day").agg(total("events").alias("counted"))
    there = events.groupBy("day").count()
    differ = there.join(counted, "day", "full_outer").where(~col("count").eqNullSafe(col("counted")))
    return [row.day for row in differ.select("day").orderBy("day").collect()]


def _days_with_a_cut(sessions: DataFrame, gap_ms: int) -> list[date]:
    """Days on which a session begins before the one before it had ended for good.

    The stream cuts so when an event comes out of order, after the session it belongs to was written.
    """
    of_visitor = Window.partitionBy("anonymous_id", "day").orderBy("started_at")
    apart = expr("unix_millis(started_at)") - lag(expr("unix_millis(ended_at)")).over(of_visitor)
    cut = sessions.select("day", apart.alias("apart_ms")).where(col("apart_ms") <= gap_ms)
    return [row.day for row in cut.select("day").distinct().collect()]


def _by_number(offsets: dict[str, int]) -> Offsets:
    return {int(partition): offset for partition, offset in offsets.items()}
