"""The lease over a store in memory that a test can age; real S3 and real processes are in test-crash."""

import hashlib
import json
import threading
from dataclasses import dataclass, field

import pytest
from clickstream_spark.errors import PlatformError
from clickstream_spark.lease import Lease
from clickstream_spark.lease_store import HeldLease

SECONDS = 2


@dataclass
class Store:
    """One object with conditional writes, whose tag is made of its content as in S3."""

    address: str = "s3://checkpoints/job=shop/lease.json"
    held: HeldLease | None = None
    writes: int = 0
    aging: float = 0.0
    third: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self) -> HeldLease | None:
        with self.lock:
            if self.held is not None and self.aging:
                self.held = HeldLease(self.held.holder, self.held.tag, self.held.age_s + self.aging)
            return self.held

    def put(self, content: str, *, replaces: str | None) -> str | None:
        with self.lock:
            if (self.held.tag if self.held else None) != replaces:
                return None
            self.writes += 1
            if self.writes == 3:
                self.third.set()
            self.held = HeldLease(json.loads(content)["holder"], hashlib.sha256(content.encode()).hexdigest(), 0)
            return self.held.tag

    def delete(self) -> None:
        self.held = None


@dataclass
class Switch:
    """Remembers what would have happened."""

    armed: bool = False
    fired: threading.Event = field(default_factory=threading.Event)

    def set(self, seconds: float) -> None:
        assert 0 < seconds <= SECONDS
        self.armed = True

    def disarm(self) -> None:
        self.armed = False

    def fire(self) -> None:
        self.fired.set()


def lease_of(store: Store, switch: Switch, holder: str) -> Lease:
    return Lease(store, switch, holder, SECONDS)


def test_a_lease_is_taken_renewed_and_given_up() -> None:
    store, switch = Store(), Switch()
    lease = lease_of(store, switch, "a")
    lease.acquire(print)
    assert switch.armed
    assert store.third.wait(10)
    lease.release()
    assert (store.held, switch.armed) == (None, False)
    assert not switch.fired.is_set()


def test_a_second_driver_is_refused_while_the_first_renews() -> None:
    store = Store()
    first = lease_of(store, Switch(), "a")
    first.acquire(print)
    with pytest.raises(PlatformError, match="a runs the queries of this pipeline") as refused:
        lease_of(store, Switch(), "b").acquire(print)
    assert (refused.value.code, refused.value.exit_code) == ("LEASE_HELD", 2)
    first.release()


def test_the_lease_of_a_driver_that_died_runs_out() -> None:
    store = Store(held=HeldLease("dead", "old", 0), aging=1.0)
    said: list[str] = []
    lease = lease_of(store, Switch(), "b")
    lease.acquire(said.append)
    assert said == ["waiting for the lease of dead to run out, at most 4 s"]
    assert store.held is not None
    assert store.held.holder == "b"
    lease.release()


def test_who_finds_its_lease_taken_ends_at_once() -> None:
    store, switch = Store(), Switch()
    lease = lease_of(store, switch, "a")
    lease.acquire(print)
    store.held = HeldLease("b", "other", 0)
    assert switch.fired.wait(5)
    lease.release()


def test_a_renewal_that_arrived_without_an_answer_is_ours() -> None:
    store = Store()
    lease = lease_of(store, Switch(), "a")
    store.held = HeldLease("a", "arrived", 0)
    assert lease.write(replaces="before")
    assert not lease_of(store, Switch(), "b").write(replaces="before")
