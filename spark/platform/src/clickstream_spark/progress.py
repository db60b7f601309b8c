"""How far each query is: a line in the log per batch, a file with the latest state, and one for Prometheus."""

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pyspark.sql.streaming.listener import (
    QueryIdleEvent,
    QueryProgressEvent,
    QueryStartedEvent,
    QueryTerminatedEvent,
    StreamingQueryListener,
)

from clickstream_spark.errors import PlatformError
from clickstream_spark.log import JobLog
from clickstream_spark.measures import QueryProgress, after
from clickstream_spark.metrics import exposition

Outcome = Literal["stopped", "drained", "failed", "refused"]

_MUST_NOT_DROP = "events"
"""The dedup horizon exceeds what Kafka holds, so nothing can lie behind this query's watermark."""


@dataclass(frozen=True)
class Liveness:
    """What a query did last.

    Attributes:
        at_s: When it finished a batch, or found nothing to do, or was first started; seconds of the monotonic clock.
        rows_dropped: Rows behind its watermark, since this run began.
    """

    at_s: float
    rows_dropped: int


class ProgressLog(StreamingQueryListener):
    """Follows all queries of a session.

    Spark calls it on a thread of its own and drops what it throws, so the first error is kept for the one who waits
    for the queries.
    """

    def __init__(self, pipeline: str, file: Path, log: JobLog) -> None:
        """Replaces the files of an earlier run."""
        self._failure: PlatformError | None = None
        self._pipeline, self._file, self._log = pipeline, file, log
        self._state: Outcome | Literal["running"] = "running"
        self._error: str | None = None
        self._latest: dict[str, QueryProgress] = {}
        self._waiting: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._alive: dict[str, float] = {}
        self._write()

    def onQueryStarted(self, event: QueryStartedEvent) -> None:  # noqa: N802 - Spark's name
        """A query that is started again has done nothing by that."""
        name = event.name or str(event.id)
        self._names[str(event.id)] = name
        self._alive.setdefault(name, time.monotonic())

    def onQueryIdle(self, event: QueryIdleEvent) -> None:  # noqa: N802 - Spark's name
        """A query that has nothing to do is alive, and has what it waited for."""
        name = self._names[str(event.id)]
        self._alive[name] = time.monotonic()
        if self._waiting.pop(name, None) is not None:
            self._write()

    def onQueryProgress(self, event: QueryProgressEvent) -> None:  # noqa: N802 - Spark's name
        """Takes in a finished batch; a trigger that found nothing to do is none."""
        progress = event.progress
        if "addBatch" not in progress.durationMs:
            return
        name = progress.name or str(progress.id)
        latest = after(self._latest.get(name), name, progress)
        self._latest[name] = latest
        self._alive[name] = time.monotonic()
        self._waiting.pop(name, None)
        self._log.info("batch", latest.line(), query=name, batch=latest.batch_id, progress=asdict(latest))
        self._refuse_drops(latest)
        self._write()

    def onQueryTerminated(self, event: QueryTerminatedEvent) -> None:  # noqa: N802 - Spark's name
        """Why it ended is known to the one who waits for it."""

    def batches(self, query: str) -> int | None:
        """Number of the latest batch that this run finished."""
        latest = self._latest.get(query)
        return None if latest is None else latest.batch_id

    def alive(self) -> dict[str, Liveness]:
        """By query; those that were never started are missing."""
        dropped = {name: latest.rows_dropped for name, latest in self._latest.copy().items()}
        return {name: Liveness(at, dropped.get(name, 0)) for name, at in sorted(self._alive.copy().items())}

    def waits(self, query: str, what: str) -> None:
        """Shows that a query waits, until it has finished a batch or found nothing to do."""
        self._waiting[query] = what
        self._write()

    def finish(self, outcome: Outcome, error: str | None = None) -> None:
        """Writes the outcome; called after the session ended, which delivers all reports first."""
        self._state, self._error = outcome, error
        self._write()

    def require_healthy(self) -> None:
        """Raises what went wrong on Spark's thread.

        Raises:
            PlatformError: PROGRESS_UNWRITABLE, since `status` would show old numbers as if they were new;
                ROWS_DROPPED.
        """
        if self._failure:
            raise self._failure

    def _refuse_drops(self, latest: QueryProgress) -> None:
        if latest.query == _MUST_NOT_DROP and latest.rows_dropped > 0:
            self._failure = self._failure or PlatformError(
                "ROWS_DROPPED",
                f"{latest.rows_dropped} rows lay behind the watermark and are not in the table",
                where=f"query {latest.query}, batch {latest.batch_id}",
                next="they are in raw, and settle and reconcile name them from now on: make the dedup horizon exceed "
                "what Kafka holds, then replace events as docs/operations.md says (replace-events)",
                retry="never",
                exit_code=2,
            )

    def _write(self) -> None:
        latest = [latest for _, latest in sorted(self._latest.items())]
        content = {
            "pipeline": self._pipeline,
            "state": self._state,
            "error": self._error,
            "waiting": self._waiting,
            "queries": [asdict(one) for one in latest],
        }
        metrics = exposition(self._pipeline, up=self._state == "running", waiting=self._waiting, latest=latest)
        try:
            _replace(self._file, json.dumps(content, indent=2) + "\n")
            _replace(self._file.with_name("metrics.prom"), metrics)
        except OSError as error:
            self._failure = self._failure or PlatformError(
                "PROGRESS_UNWRITABLE",
                str(error),
                where=str(self._file),
                next="make room, or make the folder writable, and start the job again",
            )


def _replace(file: Path, text: str) -> None:
    temporary = file.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_text(text, "utf-8")
    temporary.replace(file)
