"""Keeps queries running: one that fails is started again, after a pause that grows, from where its checkpoint says."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.sql.streaming.query import StreamingQuery

from clickstream_spark.errors import PlatformError
from clickstream_spark.failures import failure_of, pause_s
from clickstream_spark.jvm import JvmError, throwable_of
from clickstream_spark.log import JobLog
from clickstream_spark.progress import ProgressLog
from clickstream_spark.stop import StopRequest

Start = Callable[[str], StreamingQuery]

_POLL_S = 0.1
_BATCH_TIMEOUT_S = 60
"""How long a stop waits for the batches that run; what is cut off then is done again by the next start."""


@dataclass
class _Supervised:
    name: str
    query: StreamingQuery | None = None
    ended: bool = False
    attempt: int = 0
    batch_at_failure: int | None = None
    restart_at: float = 0.0


class Supervisor:
    """Runs queries until they are drained, stopped, or fail in a way that no restart mends."""

    def __init__(
        self,
        progress: ProgressLog,
        log: JobLog,
        stop: StopRequest,
        *,
        drain: bool,
    ) -> None:
        """Starts nothing yet.

        Args:
            progress: Told of queries that wait.
            log: Told of failures and restarts.
            stop: Ends everything between two batches.
            drain: Somebody waits for the end, so an outage is not waited out.
        """
        self._progress, self._log, self._stop, self.drain = progress, log, stop, drain

    def run(self, names: Sequence[str], start: Start) -> None:
        """Starts the queries and returns when all have ended, or a stop was asked for.

        Args:
            names: Of the queries.
            start: Checks that a query may start and starts it.

        Raises:
            PlatformError: QUERY_FAILED for a failure that restarts do not mend; a refusal of the start guard;
                whatever the progress log raises.
        """
        supervised = [_Supervised(name) for name in names]
        try:
            while not (self._stop.is_set() or all(one.ended for one in supervised)):
                self._progress.require_healthy()
                for one in supervised:
                    self._look_after(one, start)
                self._stop.wait(_POLL_S)
        finally:
            _stop([one.query for one in supervised if one.query is not None])
        self._progress.require_healthy()

    def _look_after(self, one: _Supervised, start: Start) -> None:
        if one.query is None:
            if not one.ended and time.monotonic() >= one.restart_at:
                self._try_to_start(one, start)
        elif not one.query.isActive:
            failure = one.query._jsq.exception()
            if failure.isDefined():
                one.query = None
                self._failed(one, failure.get())
            else:
                one.query, one.ended = None, True

    def _try_to_start(self, one: _Supervised, start: Start) -> None:
        try:
            one.query = start(one.name)
        except JvmError as error:
            self._failed(one, throwable_of(error))

    def _failed(self, one: _Supervised, throwable: Any) -> None:
        finished = self._progress.batches(one.name)
        one.attempt = 1 if finished != one.batch_at_failure else one.attempt + 1
        one.batch_at_failure = finished
        failure = failure_of(throwable)
        if not failure.restartable(one.attempt, drain=self.drain):
            raise PlatformError(
                "QUERY_FAILED",
                failure.text,
                where=f"query {one.name}",
                next="remove the cause and start the job again: it goes on from its checkpoint, nothing is lost",
                retry="backoff",
            )
        pause = pause_s(one.attempt)
        one.restart_at = time.monotonic() + pause
        state = f"waiting for {failure.store or 'a restart'}"
        self._progress.waits(one.name, state)
        self._log.warning(
            "restart",
            f"{one.name}: {state}, next try in {pause:.0f} s: {failure.text}",
            query=one.name,
            attempt=one.attempt,
        )


def _stop(queries: Sequence[StreamingQuery]) -> None:
    """Stops each query between two batches; one that never rests is cut off after a while, which loses nothing."""
    deadline = time.monotonic() + _BATCH_TIMEOUT_S
    active = [query for query in queries if query.isActive]
    while active:
        for query in active:
            if not query.status["isTriggerActive"] or time.monotonic() > deadline:
                query.stop()
        active = [query for query in active if query.isActive]
        time.sleep(_POLL_S)
