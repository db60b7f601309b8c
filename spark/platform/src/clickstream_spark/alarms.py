"""The numbers that a pipeline's alarms watch, published once a minute while its queries run.

The alarms are in libs/infra-kit/src/alarms.ts. They ring when a number is missing, too: a job that has ended, or
cannot publish, is noticed by its silence.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from clickstream_spark.jvm import JvmError, root_cause, throwable_of
from clickstream_spark.log import JobLog
from clickstream_spark.progress import Liveness

_PERIOD_S = 60.0


@dataclass(frozen=True)
class Reading:
    """One number of one query.

    Attributes:
        metric: As the alarm calls it.
        unit: In CloudWatch's words.
    """

    metric: str
    query: str
    value: float
    unit: Literal["Seconds", "Count"]


def readings(
    alive: Mapping[str, Liveness],
    before: Mapping[str, Liveness],
    unread_s: Mapping[str, float],
    now_s: float,
) -> list[Reading]:
    """What there is to say about all queries.

    Args:
        alive: By query, what it did last.
        before: The same when this was last asked, so that rows that were dropped are counted once.
        unread_s: By query on the topic, the age of the oldest record that it has not committed.
        now_s: By the monotonic clock.
    """
    found = []
    for query, one in alive.items():
        dropped = one.rows_dropped - (before[query].rows_dropped if query in before else 0)
        found += [
            Reading("BatchAge", query, now_s - one.at_s, "Seconds"),
            Reading("RowsDroppedByWatermark", query, dropped, "Count"),
        ]
    return found + [Reading("OldestUnreadAge", query, age_s, "Seconds") for query, age_s in unread_s.items()]


class AlarmReporter(threading.Thread):
    """Publishes until it is stopped. What goes wrong is logged and tried again a minute later."""

    def __init__(
        self,
        alive: Callable[[], dict[str, Liveness]],
        unread_s: Callable[[], dict[str, float]],
        publish: Callable[[Sequence[Reading]], None],
        log: JobLog,
        period_s: float = _PERIOD_S,
    ) -> None:
        """Starts nothing yet."""
        super().__init__(name="alarm-reporter", daemon=True)
        self._alive, self._unread_s, self._publish = alive, unread_s, publish
        self._log, self._period_s = log, period_s
        self._stopped = threading.Event()
        self._before: dict[str, Liveness] = {}

    def run(self) -> None:
        """The thread's work."""
        while not self._stopped.wait(self._period_s):
            try:
                self._report()
            except JvmError as error:
                cause = root_cause(throwable_of(error))
                self._log.warning("alarms", f"the numbers for the alarms are not published: {cause}")

    def stop(self) -> None:
        """Ends the thread and waits for it."""
        self._stopped.set()
        self.join()

    def _report(self) -> None:
        alive = self._alive()
        self._publish(readings(alive, self._before, self._unread_s(), time.monotonic()))
        self._before = alive
