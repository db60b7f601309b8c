"""Seeded random traffic: many visitors whose pauses lie around the gap, out of order, late, doubled and broken."""

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from reference import Record

GAP = timedelta(minutes=30)
START = datetime(2026, 3, 1, 20, tzinfo=UTC)
_PAUSES = [
    timedelta(0),
    timedelta(milliseconds=1),
    timedelta(seconds=40),
    GAP - timedelta(seconds=30),
    GAP - timedelta(milliseconds=1),
    GAP,
    GAP + timedelta(milliseconds=1),
    GAP + timedelta(minutes=20),
    2 * GAP,
]
_TYPES = ["page_view", "page_view", "click", "purchase"]


def random_streams(seed: int, streams: int) -> list[Record]:
    """Records of so many visitors, mixed; each stream is a world of its own to the reference and to Spark."""
    dice = Random(seed)
    documents = [one for stream in range(streams) for one in _stream(dice, stream)]
    dice.shuffle(documents)
    return [Record(offset, value, received) for offset, (value, received) in enumerate(documents)]


def _stream(dice: Random, stream: int) -> list[tuple[bytes, datetime]]:
    at, sent = START + timedelta(minutes=dice.randrange(240)), []
    for number in range(dice.randrange(1, 9)):
        at += dice.choice(_PAUSES)
        value = json.dumps(_document(dice, stream, number, at)).encode()
        received = at + dice.choice([timedelta(0), timedelta(seconds=2), timedelta(hours=24), timedelta(hours=25)])
        sent.append((value, received))
        if dice.random() < 0.2:
            sent.append((value, received))
        if dice.random() < 0.05:
            sent.append((dice.choice([value[:-3], b"{}", b""]), received))
    return sent


def _document(dice: Random, stream: int, number: int, at: datetime) -> dict[str, Any]:
    kind = dice.choice(_TYPES)
    document = {
        "event_id": f"{stream}-{number}",
        "event_type": kind,
        "anonymous_id": f"visitor-{stream}",
        "occurred_at": at.isoformat(timespec="milliseconds"),
        "page_path": f"/{dice.randrange(3)}",
    }
    if kind == "purchase":
        money = {"value": f"{dice.randrange(10_000) / 100:.2f}", "currency": dice.choice(["EUR", "EUR", "USD"])}
        return document | {"properties": money}
    return document
