"""How far each query is: one line per batch on stderr, and a file that always holds the latest state as JSON."""

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TextIO

from pyspark.sql.streaming.listener import (
    QueryProgressEvent,
    QueryStartedEvent,
    QueryTerminatedEvent,
    StreamingQueryListener,
    StreamingQueryProgress,
)

from clickstream_spark.errors import PlatformError

Outcome = Literal["stopped", "drained", "failed"]


@dataclass(frozen=True)
class QueryProgress:
    """The latest batch of a query and its totals since this run began.

    Attributes:
        at: Start of the batch, ISO 8601 UTC.
        end_offsets: By partition, the offset after the last one that the batch read.
    """

    query: str
    batch_id: int
    at: str
    duration_ms: int
    input_rows: int
    rows_read: int
    rows_written: int
    end_offsets: dict[str, int]

    def line(self) -> str:
        """One line for a person."""
        return (
            f"{self.query}: batch {self.batch_id}, {self.input_rows:,} records in {self.duration_ms / 1000:.1f} s; "
            f"so far {self.rows_read:,} read, {self.rows_written:,} rows written"
        )


class ProgressLog(StreamingQueryListener):
    """Follows all queries of a session.

    Spark calls it on a thread of its own and drops what it throws, so the first error is kept for the one who waits
    for the queries.
    """

    def __init__(self, pipeline: str, file: Path, out: TextIO = sys.stderr) -> None:
        """Replaces the file of an earlier run."""
        self._failure: OSError | None = None
        self._pipeline = pipeline
        self._file = file
        self._out = out
        self._state: Outcome | Literal["running"] = "running"
        self._error: str | None = None
        self._latest: dict[str, QueryProgress] = {}
        self._write()

    def onQueryStarted(self, event: QueryStartedEvent) -> None:  # noqa: N802 - Spark's name
        """Nothing is known yet."""

    def onQueryProgress(self, event: QueryProgressEvent) -> None:  # noqa: N802 - Spark's name
        """Takes in a finished batch; a trigger that found nothing to do is none."""
        progress = event.progress
        if "addBatch" not in progress.durationMs:
            return
        name = progress.name or str(progress.id)
        latest = _after(self._latest.get(name), name, progress)
        self._latest[name] = latest
        self._out.write(f"{latest.line()}\n")
        self._out.flush()
        self._write()

    def onQueryTerminated(self, event: QueryTerminatedEvent) -> None:  # noqa: N802 - Spark's name
        """Why it ended is known to the one who waits for it."""

    def finish(self, outcome: Outcome, error: str | None = None) -> None:
        """Writes the outcome; called after the session ended, which delivers all reports first."""
        self._state, self._error = outcome, error
        self._write()

    def require_written(self) -> None:
        """Raises what went wrong on Spark's thread.

        Raises:
            PlatformError: PROGRESS_UNWRITABLE; `status` would show old numbers as if they were new.
        """
        if self._failure:
            raise PlatformError(
                "PROGRESS_UNWRITABLE",
                str(self._failure),
                where=str(self._file),
                next="make room, or make the folder writable, and start the job again",
            )

    def _write(self) -> None:
        content = {
            "pipeline": self._pipeline,
            "state": self._state,
            "error": self._error,
            "queries": [asdict(latest) for _, latest in sorted(self._latest.items())],
        }
        temporary = self._file.with_suffix(f".{os.getpid()}.tmp")
        try:
            temporary.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
            temporary.replace(self._file)
        except OSError as error:
            self._failure = self._failure or error


def _after(previous: QueryProgress | None, name: str, progress: StreamingQueryProgress) -> QueryProgress:
    return QueryProgress(
        query=name,
        batch_id=progress.batchId,
        at=progress.timestamp,
        duration_ms=progress.durationMs.get("triggerExecution", 0),
        input_rows=progress.numInputRows,
        rows_read=(previous.rows_read if previous else 0) + progress.numInputRows,
        rows_written=(previous.rows_written if previous else 0) + max(progress.sink.numOutputRows, 0),
        end_offsets=_offsets(progress),
    )


def _offsets(progress: StreamingQueryProgress) -> dict[str, int]:
    """Kafka reports {"topic": {"partition": offset}}; a query reads one topic."""
    by_topic = [json.loads(source.endOffset) for source in progress.sources if source.endOffset]
    return {
        partition: offset for topics in by_topic for offsets in topics.values() for partition, offset in offsets.items()
    }
