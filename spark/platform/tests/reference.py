"""What the queries must answer, said once more in plain Python; shares no code and no expression with them."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

LATENESS = timedelta(hours=24)


@dataclass(frozen=True)
class Record:
    """A record of the topic, in the order of its offsets."""

    offset: int
    value: bytes
    received_at: datetime


@dataclass(frozen=True)
class Event:
    """An event that was taken."""

    offset: int
    id: str
    type: str
    visitor: str
    at: datetime
    page: str
    properties: dict[str, str]

    @property
    def day(self) -> date:
        return self.at.date()

    @property
    def minute(self) -> datetime:
        return self.at.replace(second=0, microsecond=0)


def fates(records: Iterable[Record]) -> dict[int, str]:
    """By offset: curated, duplicate, or why it was set aside."""
    seen: set[str] = set()
    found = {}
    for record in records:
        fate = _refusal(record)
        if fate is None:
            event_id = json.loads(record.value)["event_id"]
            fate = "duplicate" if event_id in seen else "curated"
            seen.add(event_id)
        found[record.offset] = fate
    return found


def curated(records: Iterable[Record]) -> list[Event]:
    """The first of each valid event that came in time."""
    listed = list(records)
    kept = fates(listed)
    return [_event(record) for record in listed if kept[record.offset] == "curated"]


def sessions(pipeline: str, events: Iterable[Event], gap: timedelta) -> set[tuple[Any, ...]]:
    """Runs of a visitor's events of one UTC day, with no pause longer than the gap."""
    ordered = sorted(events, key=lambda one: (one.visitor, one.at, one.id))
    return {
        _session(pipeline, run)
        for _, day in groupby(ordered, lambda one: (one.visitor, one.day))
        for run in _runs(list(day), gap)
    }


def minutes(events: Iterable[Event]) -> set[tuple[Any, ...]]:
    """Counts by minute and type."""
    ordered = sorted(events, key=lambda one: (one.minute, one.type))
    return {
        (minute, kind, len(of_key), len({one.visitor for one in of_key}), *_money(of_key))
        for (minute, kind), group in groupby(ordered, lambda one: (one.minute, one.type))
        for of_key in [list(group)]
    }


def _refusal(record: Record) -> str | None:
    try:
        document = json.loads(record.value)
    except ValueError:
        return "malformed_json"
    if "event_id" not in document or "occurred_at" not in document:
        return "missing_field"
    return "late" if _at(document) < record.received_at - LATENESS else None


def _at(document: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(document["occurred_at"]).astimezone(UTC)


def _event(record: Record) -> Event:
    document = json.loads(record.value)
    return Event(
        offset=record.offset,
        id=document["event_id"],
        type=document["event_type"],
        visitor=document["anonymous_id"],
        at=_at(document),
        page=document["page_path"],
        properties=document.get("properties", {}),
    )


def _runs(events: list[Event], gap: timedelta) -> Iterator[list[Event]]:
    run = [events[0]]
    for event in events[1:]:
        if event.at - run[-1].at > gap:
            yield run
            run = []
        run.append(event)
    yield run


def _session(pipeline: str, run: list[Event]) -> tuple[Any, ...]:
    first, last = run[0], run[-1]
    start_ms = int(first.at.timestamp() * 1000)
    types = [one.type for one in run]
    counts = json.dumps({kind: types.count(kind) for kind in sorted(set(types))}, separators=(",", ":"))
    session_id = hashlib.sha256(f"{pipeline}|{start_ms}|{first.visitor}".encode()).hexdigest()
    duration_ms = round((last.at - first.at) / timedelta(milliseconds=1))
    extent = (first.visitor, first.day, first.at, last.at, duration_ms, len(run))
    return (session_id, *extent, counts, first.page, last.page, *_money(run))


def _money(events: list[Event]) -> tuple[int, Decimal | None, str | None]:
    sold = [one for one in events if one.type == "purchase"]
    currencies = {one.properties["currency"] for one in sold}
    if len(currencies) != 1:
        return len(sold), None, None
    return len(sold), sum((Decimal(one.properties["value"]) for one in sold), Decimal(0)), currencies.pop()
