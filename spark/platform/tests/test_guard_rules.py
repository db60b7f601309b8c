"""Each disagreement is refused with what was seen and a command that mends it; docs/failures.md has the same list."""

from dataclasses import replace

import pytest
from clickstream_spark.checkpoints import Checkpoint
from clickstream_spark.contract import Time
from clickstream_spark.errors import PlatformError
from clickstream_spark.guard_rules import Commands, check_own_table, check_source_table, check_topic
from clickstream_spark.lineage import Snapshot
from clickstream_spark.topics import TopicState

HOUR_MS = 3_600_000
COMMANDS = Commands("http://s3:1", "b:9092", {"spark.jars": "a b.jar"})
TABLE = "lake.`shop`.`events_shop`"
CHECKPOINT = Checkpoint("s3a://c/job=shop/query=events/v1", "q1", begun=8, done=7, source='{"shop":{"0":120}}')
EMPTY = replace(CHECKPOINT, query_id=None, begun=None, done=None, source=None)
TIME = Time(lateness_ms=1, future_ms=1, dedup_horizon_ms=72 * HOUR_MS, session_gap_ms=1)
TOPIC = TopicState("shop", {0: 0}, {0: 200}, retention_ms=48 * HOUR_MS, segment_ms=6 * HOUR_MS, broker_time=True)


def epoch(number: int, query: str = "q1", snapshot: int = 1) -> Snapshot:
    return Snapshot(snapshot, "append", query, number)


def own_table(
    checkpoint: Checkpoint, own: Snapshot | None, newest: Snapshot | None, kept: tuple[Snapshot, ...] = ()
) -> PlatformError | None:
    try:
        check_own_table(checkpoint, TABLE, own=own, newest=newest, kept=lambda: kept, commands=COMMANDS)
    except PlatformError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("checkpoint", "own", "newest"),
    [
        pytest.param(EMPTY, None, None, id="a first start"),
        pytest.param(CHECKPOINT, epoch(7), epoch(7), id="all is done"),
        pytest.param(CHECKPOINT, epoch(8), epoch(8), id="died after the commit to the table"),
        pytest.param(replace(CHECKPOINT, begun=0, done=None), None, None, id="died before its first commit"),
        pytest.param(replace(CHECKPOINT, begun=0, done=None), epoch(0), epoch(0), id="died after its first commit"),
    ],
)
def test_starts_where_checkpoint_and_table_agree(
    checkpoint: Checkpoint, own: Snapshot | None, newest: Snapshot | None
) -> None:
    assert own_table(checkpoint, own, newest) is None


def test_metadata_that_is_gone_is_written_again_from_the_table() -> None:
    refused = own_table(replace(CHECKPOINT, query_id=None), None, epoch(8, "q1"))
    assert refused is not None
    assert refused.one_line() == (
        "CHECKPOINT_METADATA_LOST  batch 8 was begun, but file metadata with the id of the query is gone "
        "(s3a://c/job=shop/query=events/v1). Next: aws --endpoint-url http://s3:1 s3 cp - "
        """s3://c/job=shop/query=events/v1/metadata <<< '{"id":"q1"}'"""
    )


def test_metadata_that_is_gone_before_anything_was_written_costs_nothing() -> None:
    refused = own_table(replace(CHECKPOINT, query_id=None, done=None, begun=0), None, None)
    assert refused is not None
    assert "s3 rm --recursive s3://c/job=shop/query=events/v1/ (the table has nothing of it)" in refused.one_line()


@pytest.mark.parametrize(
    ("checkpoint", "own", "newest", "kept", "code", "says"),
    [
        pytest.param(
            EMPTY,
            None,
            epoch(3),
            (),
            "CHECKPOINT_LOST",
            "spark-sql --conf 'spark.jars=a b.jar' -e \"DROP TABLE lake.shop.events_shop\"",
            id="lost",
        ),
        pytest.param(CHECKPOINT, None, epoch(7, "q2"), (), "CHECKPOINT_OF_ANOTHER_QUERY", '{"id":"q2"}', id="other"),
        pytest.param(
            CHECKPOINT,
            epoch(5),
            epoch(5),
            (epoch(5), epoch(7, snapshot=77)),
            "BATCH_NOT_IN_TABLE",
            "CALL lake.system.set_current_snapshot('shop.events_shop', 77)",
            id="rolled back",
        ),
        pytest.param(
            CHECKPOINT,
            None,
            None,
            (),
            "BATCH_NOT_IN_TABLE",
            '.epochId=7 -e "INSERT INTO lake.shop.events_shop SELECT',
            id="expired",
        ),
    ],
)
def test_refuses_what_would_be_written_twice_or_never(
    checkpoint: Checkpoint,
    own: Snapshot | None,
    newest: Snapshot | None,
    kept: tuple[Snapshot, ...],
    code: str,
    says: str,
) -> None:
    refused = own_table(checkpoint, own, newest, kept)
    assert refused is not None
    assert (refused.code, refused.exit_code) == (code, 2)
    assert says in refused.one_line()


def test_a_topic_that_holds_what_was_not_read_is_read_on() -> None:
    check_topic(CHECKPOINT, TOPIC, {0: 120}, TIME, COMMANDS)
    check_topic(EMPTY, TOPIC, {}, TIME, COMMANDS)


@pytest.mark.parametrize(
    ("topic", "code", "says"),
    [
        (replace(TOPIC, earliest={0: 150}), "RECORDS_GONE", """sed '$s/"0":120/"0":150/'"""),
        (replace(TOPIC, latest={0: 10}), "TOPIC_REPLACED", "ends at offset 10, but was read up to 120"),
        (replace(TOPIC, latest={}), "TOPIC_REPLACED", "ends at offset 0"),
        (replace(TOPIC, broker_time=False), "TOPIC_WITHOUT_BROKER_TIME", "message.timestamp.type=LogAppendTime"),
        (replace(TOPIC, retention_ms=66 * HOUR_MS), "HORIZON_TOO_SHORT", f"retention.ms={65 * HOUR_MS}"),
        (replace(TOPIC, retention_ms=-1), "HORIZON_TOO_SHORT", "for ever"),
    ],
)
def test_refuses_a_topic_that_breaks_a_guarantee(topic: TopicState, code: str, says: str) -> None:
    with pytest.raises(PlatformError) as refused:
        check_topic(CHECKPOINT, topic, {0: 120}, TIME, COMMANDS)
    assert refused.value.code == code
    assert says in refused.value.one_line()


def test_the_longest_retention_that_the_horizon_covers_is_taken() -> None:
    check_topic(CHECKPOINT, replace(TOPIC, retention_ms=65 * HOUR_MS), {0: 120}, TIME, COMMANDS)


@pytest.mark.parametrize(
    ("position", "code"),
    [(2, None), (-1, None), (1, "SOURCE_REWRITTEN"), (9, "SOURCE_REWRITTEN")],
)
def test_a_table_may_only_have_grown_since_it_was_read(position: int, code: str | None) -> None:
    lineage = [
        Snapshot(4, "append", "q1", 3),
        Snapshot(3, "replace", None, None),
        Snapshot(2, "overwrite", None, None),
        Snapshot(1, "append", "q1", 2),
    ]
    checkpoint = replace(CHECKPOINT, source=f'{{"version":1,"snapshot_id":{position},"position":0}}')
    if code is None:
        check_source_table(checkpoint, TABLE, "events", lineage, COMMANDS)
        return
    with pytest.raises(PlatformError) as refused:
        check_source_table(checkpoint, TABLE, "events", lineage, COMMANDS)
    assert refused.value.code == code


def test_a_snapshot_that_was_expired_is_refused() -> None:
    checkpoint = replace(CHECKPOINT, source='{"version":1,"snapshot_id":9,"position":0}')
    with pytest.raises(PlatformError, match="read up to snapshot 9, which is no longer in its history") as refused:
        check_source_table(checkpoint, TABLE, "events", [Snapshot(4, "append", "q1", 3)], COMMANDS)
    assert refused.value.code == "SOURCE_SNAPSHOT_GONE"
