"""An order to stop that reaches a driver on any machine: an object in S3 that names the driver it is meant for.

Signals do not reach a driver inside a cluster; the store that has its lease does. An order for another driver, such as
one that has ended since, is not obeyed; one for EVERYONE also ends a driver that a cluster starts in another's place.
"""

import sys
import threading
from collections.abc import Callable
from typing import Protocol

from clickstream_spark.jvm import JvmError, root_cause, throwable_of
from clickstream_spark.lease_store import HeldLease

EVERYONE = "*"


class Orders(Protocol):
    """Where orders lie; a LeaseStore of object `stop.json`."""

    def read(self) -> HeldLease | None: ...  # noqa: D102


class StopOrders:
    """Looks for an order until it has come, or nobody needs it any more."""

    def __init__(self, orders: Orders, holder: str, every_seconds: float, obey: Callable[[], None]) -> None:
        """Begins to look.

        Args:
            orders: Where orders lie.
            holder: The driver that an order must name.
            every_seconds: Between two looks.
            obey: Called once when the order has come.
        """
        self._orders, self._holder, self._every_seconds, self._obey = orders, holder, every_seconds, obey
        self._ended = threading.Event()
        threading.Thread(target=self._look, name="stop-order", daemon=True).start()

    def end(self) -> None:
        """Looks no more."""
        self._ended.set()

    def _look(self) -> None:
        while not self._ended.wait(self._every_seconds):
            try:
                order = self._orders.read()
            except JvmError as error:
                # The next look may succeed; whether S3 is away for long is the lease's business.
                sys.stderr.write(f"STOP_UNREADABLE  cannot look for an order: {root_cause(throwable_of(error))}\n")
                continue
            if order is not None and order.holder in (self._holder, EVERYONE):
                self._obey()
                return
