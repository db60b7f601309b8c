"""What a comparison says, and when it is no success."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from clickstream_spark.errors import PlatformError
from clickstream_spark.replayed import ComparedDay, require_compared, require_equal, told

FROM, TO = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
EQUAL = ComparedDay("events_shop", "2026-03-01", 1_200, 1_200, ())
OTHER = ComparedDay("events_shop", "2026-03-02", 7, 6, ("a", "b"))


def verdict(check: Callable[[], None]) -> PlatformError:
    with pytest.raises(PlatformError) as refused:
        check()
    return refused.value


def test_counts_the_days_and_rows_that_are_equal_and_names_what_is_not() -> None:
    assert list(told([EQUAL, OTHER])) == [
        "events_shop: 1 of 2 days are equal, 1,200 rows",
        "differs: events_shop on 2026-03-02: 7 rows live, 6 replayed, such as a, b",
    ]


def test_equal_days_are_a_success() -> None:
    require_compared([EQUAL], FROM, TO, "shop")
    require_equal([EQUAL])


def test_a_day_that_differs_is_none() -> None:
    refused = verdict(lambda: require_equal([EQUAL, OTHER]))
    assert (refused.code, refused.exit_code, refused.where) == ("REPLAY_DIFFERS", 1, "events_shop_replay")
    assert "1 day(s) differ, first events_shop on 2026-03-02" in refused.one_line()


@pytest.mark.parametrize("days", [[], [ComparedDay("sessions_shop", "2026-03-01", 0, 0, ())]])
def test_nothing_compared_is_none(days: list[ComparedDay]) -> None:
    refused = verdict(lambda: require_compared(days, FROM, TO, "shop"))
    assert (refused.code, refused.where) == ("REPLAY_EMPTY", "shop")
