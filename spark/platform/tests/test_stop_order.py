import threading

import pytest
from clickstream_spark.lease_store import HeldLease
from clickstream_spark.stop_order import EVERYONE, StopOrders

SOON_S = 0.01


class Store:
    """Holds at most one order, and counts how often somebody looked."""

    def __init__(self, *orders: str | None) -> None:
        self._orders = list(orders)
        self.all_read = threading.Event()

    def read(self) -> HeldLease | None:
        order = self._orders.pop(0) if self._orders else None
        if not self._orders:
            self.all_read.set()
        return None if order is None else HeldLease(order, "tag", 0)


@pytest.mark.parametrize("named", ["me", EVERYONE])
def test_an_order_is_obeyed_once_it_comes(named: str) -> None:
    obeyed = threading.Event()
    orders = StopOrders(Store(None, None, named), "me", SOON_S, obeyed.set)
    assert obeyed.wait(10)
    orders.end()


def test_an_order_for_a_driver_that_is_gone_stops_nobody() -> None:
    obeyed, store = threading.Event(), Store("the one before", None)
    orders = StopOrders(store, "me", SOON_S, obeyed.set)
    assert store.all_read.wait(10)
    orders.end()
    assert not obeyed.is_set()
