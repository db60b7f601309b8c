"""One driver per pipeline: a lease in S3, taken and renewed by conditional PUT, and a switch that kills who lost it.

The lease keeps a second driver from starting. Who cannot renew it in time is ended by a timer inside its own JVM, at
once and without any clean-up, so that two drivers never commit for longer than one batch: a driver that was frozen
past the end of its lease dies when it thaws. What that batch wrote is harmless, because the next driver runs it again
under the same number and finds it in the table. Time is measured by monotonic clocks and by the store's own clock;
no two machines' clocks are compared.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from typing import Protocol

from clickstream_spark.errors import PlatformError
from clickstream_spark.jvm import JvmError, root_cause, throwable_of
from clickstream_spark.lease_store import HeldLease

_POLL_S = 0.5
_RENEWALS_PER_TERM = 5
"""Several renewals may fail before the lease is lost."""


class Store(Protocol):
    """Where the lease lies; see LeaseStore."""

    address: str

    def read(self) -> HeldLease | None: ...  # noqa: D102
    def put(self, content: str, *, replaces: str | None) -> str | None: ...  # noqa: D102
    def delete(self) -> None: ...  # noqa: D102


class Switch(Protocol):
    """What ends the process; see DeadMansSwitch."""

    def set(self, seconds: float) -> None: ...  # noqa: D102
    def disarm(self) -> None: ...  # noqa: D102
    def fire(self) -> None: ...  # noqa: D102


class Lease:
    """The lease of one driver, from `acquire` to `release`."""

    def __init__(self, store: Store, switch: Switch, holder: str, seconds: int) -> None:
        """Holds nothing yet.

        Args:
            store: Where the lease lies.
            switch: Ends the process when it is not set again in time.
            holder: Names the driver to whoever finds the lease taken; no two drivers have the same.
            seconds: How long the lease lasts after its last renewal.
        """
        self._store, self._switch, self._holder, self._seconds = store, switch, holder, seconds
        self._tag = ""
        self._writes = 0
        self._released = threading.Event()
        self._renewer = threading.Thread(target=self._renew_until_released, name="lease", daemon=True)

    def acquire(self, say: Callable[[str], None]) -> None:
        """Takes the lease, if need be after the one of a driver that died has run out.

        Raises:
            PlatformError: LEASE_HELD when another driver renews it.
        """
        found = self._outlived(say)
        if not self.write(replaces=found.tag if found else None):
            raise self._held(self._store.read())
        self._renewer.start()

    def release(self) -> None:
        """Gives the lease up, so that the next driver need not wait."""
        self._released.set()
        self._renewer.join()
        self._switch.disarm()
        try:
            self._store.delete()
        except JvmError as error:
            sys.stderr.write(f"LEASE_NOT_RELEASED  it ends by itself: {root_cause(throwable_of(error))}\n")

    def write(self, *, replaces: str | None) -> bool:
        """Takes or renews the lease, and lives as long as it lasts; answers whether it is ours."""
        # Counted from before the request: the store may have written it at any moment since.
        began = time.monotonic()
        self._writes += 1
        # S3 makes the tag of the content: without a number, a renewal would look as if there had been none.
        content = json.dumps({"holder": self._holder, "write": self._writes})
        tag = self._store.put(content, replaces=replaces) or self._arrived_unanswered()
        if tag is None:
            return False
        self._tag = tag
        self._switch.set(self._seconds - (time.monotonic() - began))
        return True

    def _outlived(self, say: Callable[[str], None]) -> HeldLease | None:
        """Waits until the lease that is there, if any, has run out."""
        first = found = self._store.read()
        while found is not None and not found.older_than(self._seconds):
            if first is None or found.tag != first.tag:
                raise self._held(found)
            if found is first:
                say(f"waiting for the lease of {found.holder} to run out, at most {self._seconds + 2} s")
            self._released.wait(_POLL_S)
            found = self._store.read()
        return found

    def _renew_until_released(self) -> None:
        while not self._released.wait(self._seconds / _RENEWALS_PER_TERM):
            try:
                if self.write(replaces=self._tag):
                    continue
            except JvmError as error:
                sys.stderr.write(f"LEASE_AT_RISK  cannot renew the lease: {root_cause(throwable_of(error))}\n")
                continue
            sys.stderr.write(f"LEASE_LOST  another driver has the lease ({self._store.address}); this one ends\n")
            self._switch.fire()

    def _arrived_unanswered(self) -> str | None:
        """The tag of a renewal that arrived though its answer was lost."""
        found = self._store.read()
        return found.tag if found is not None and found.holder == self._holder else None

    def _held(self, found: HeldLease | None) -> PlatformError:
        holder = found.holder if found else "another driver"
        return PlatformError(
            "LEASE_HELD",
            f"{holder} runs the queries of this pipeline",
            where=self._store.address,
            next="stop that driver first; the lease of a driver that died ends by itself",
            exit_code=2,
        )
