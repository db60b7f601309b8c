"""Sessions and minutes as streams: from the table of events, restarted, and closed only when nothing can be added."""

from datetime import UTC, datetime, timedelta

from clickstream_spark.batch import current
from jobs import Job
from pyspark.sql import SparkSession
from records import event

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHANGELOGS = ("sessions", "metrics_minute")


def seen(event_id: str, minutes: float, **members: object) -> bytes:
    return event(event_id, occurred_at=(NOON + timedelta(minutes=minutes)).isoformat(), **members)


def sell(event_id: str, minutes: float, value: str, currency: str = "EUR") -> bytes:
    return seen(event_id, minutes, event_type="purchase", properties={"value": value, "currency": currency})


def at_edge(job: Job, *values: bytes, hours: float) -> None:
    """Sends records that our edge received so many hours after noon."""
    received = str(int((NOON + timedelta(hours=hours)).timestamp() * 1000)).encode()
    job.topic.send_with_headers(*((value, [("received_at", received)]) for value in values))


def test_a_session_is_written_once_no_event_can_join_it_any_more(job: Job) -> None:
    at_edge(job, seen("a", 0), sell("b", 29, "10.50"), hours=1)
    job.drain("events", *CHANGELOGS)
    at_edge(job, seen("c", 58, page_path="/bye"), sell("d", 58, "1.25"), hours=1)
    job.drain("events", *CHANGELOGS)
    assert job.rows("sessions", "session_id") == []

    at_edge(job, seen("e", 60 * 27), hours=27)
    job.drain("events", *CHANGELOGS)
    at_edge(job, seen("f", 60 * 27), hours=27)
    job.drain("events", *CHANGELOGS)

    assert job.rows(
        "sessions",
        "concat_ws(' ', revision, op, session_date, date_format(started_at, 'HH:mm'), duration_ms, events, "
        "events_by_type, entry_page, exit_page, conversions, revenue, currency)",
    ) == ['0 upsert 2026-03-01 12:00 3480000 4 {"page_view":2,"purchase":2} / / 2 11.7500 EUR']
    assert job.rows(
        "metrics_minute",
        "concat_ws(' ', date_format(minute, 'HH:mm'), event_type, revision, op, events, visitors, conversions, "
        "revenue)",
    ) == [
        "12:00 page_view 0 upsert 1 1 0",
        "12:29 purchase 0 upsert 1 1 1 10.5000",
        "12:58 page_view 0 upsert 1 1 0",
        "12:58 purchase 0 upsert 1 1 1 1.2500",
    ]


def test_money_of_several_currencies_is_not_added_up(job: Job) -> None:
    at_edge(job, sell("a", 0, "10.50"), sell("b", 1, "1", "USD"), hours=1)
    sessions = job.batch()["sessions"].selectExpr("conversions", "revenue", "currency").collect()
    assert [tuple(row) for row in sessions] == [(2, None, None)]


def test_a_changelog_says_what_its_highest_revisions_say(spark: SparkSession) -> None:
    rows = [("a", 0, "upsert", 1), ("a", 1, "upsert", 2), ("b", 0, "upsert", 3), ("b", 1, "retract", 3)]
    changelog = spark.createDataFrame(rows, "key STRING, revision INT, op STRING, events INT")
    assert [tuple(row) for row in current(changelog, ("key",)).collect()] == [("a", 2)]


def test_a_contract_without_visitors_has_no_changelogs(job: Job) -> None:
    for name in CHANGELOGS:
        del job.contract.tables[name]
    job.topic.send(event("a"))
    assert set(job.batch()) == {"raw", "events", "set_aside"}
