"""When a query may not start. Pure: facts in, a refusal or nothing out. docs/failures.md lists the refusals."""

import json
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from clickstream_spark.checkpoints import Checkpoint
from clickstream_spark.contract import Time
from clickstream_spark.errors import PlatformError
from clickstream_spark.lineage import Snapshot, newest_epoch
from clickstream_spark.topics import TopicState

_HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Commands:
    """Writes the commands that recover, for the stores of one environment.

    Attributes:
        sql_conf: What Spark SQL needs to see the tables as the job does.
    """

    s3_endpoint: str | None
    bootstrap_servers: str
    sql_conf: Mapping[str, str]

    def s3(self, arguments: str) -> str:
        """A command of the AWS CLI on S3."""
        endpoint = f"--endpoint-url {self.s3_endpoint} " if self.s3_endpoint else ""
        return f"aws {endpoint}s3 {arguments}".replace("s3a://", "s3://")

    def sql(self, statement: str, **conf: object) -> str:
        """A statement for Spark SQL with the catalog of the job."""
        conf = {**self.sql_conf, **conf}
        settings = "".join(f"--conf {shlex.quote(f'{key}={value}')} " for key, value in conf.items())
        return f'spark-sql {settings}-e "{statement.replace("`", "")}"'

    def begin_again(self, checkpoint: Checkpoint, table: str) -> str:
        """Empties a table and its checkpoint, so that the query fills the table from the start of its source."""
        return f"{self.sql(f'DROP TABLE {table}')} && {self.s3(f'rm --recursive {checkpoint.path}/')}"

    def topic_setting(self, topic: str, setting: str) -> str:
        """Changes a setting of a topic."""
        return (
            f"kafka-configs.sh --bootstrap-server {self.bootstrap_servers} --alter --entity-type topics "
            f"--entity-name {topic} --add-config {setting}"
        )


def check_own_table(
    checkpoint: Checkpoint,
    table: str,
    *,
    own: Snapshot | None,
    newest: Snapshot | None,
    kept: Callable[[], Sequence[Snapshot]],
    commands: Commands,
) -> None:
    """The checkpoint and the table that it leads to must tell the same story.

    A batch that is run again is skipped only if its number is found in the table under the id of the query.

    Args:
        checkpoint: Of the query.
        table: Its table, as SQL names it.
        own: Newest snapshot in the lineage of the table that this query committed.
        newest: Newest one that any stream committed.
        kept: Every snapshot there is, also those outside of the lineage.
        commands: Of the environment.
    """
    if checkpoint.query_id is None and checkpoint.begun is not None:
        raise _metadata_lost(checkpoint, newest, commands)
    if checkpoint.begun is None and newest is not None:
        raise _refusal(
            "CHECKPOINT_LOST",
            f"the checkpoint is empty, but {table} has batch {newest.epoch} of query {newest.query_id}: "
            "starting would append every record a second time",
            checkpoint.path,
            f"put the checkpoint back, or, if the source still holds everything: "
            f"{commands.begin_again(checkpoint, table)}",
        )
    if own is None and newest is not None:
        raise _refusal(
            "CHECKPOINT_OF_ANOTHER_QUERY",
            f"the checkpoint is of query {checkpoint.query_id}, {table} was written by query {newest.query_id}",
            checkpoint.path,
            commands.s3(f"""cp - {checkpoint.path}/metadata <<< '{{"id":"{newest.query_id}"}}'""")
            + ", if only that file is wrong; else put the right checkpoint back",
        )
    if checkpoint.done is not None and (own is None or (own.epoch or 0) < checkpoint.done):
        raise _batch_missing(checkpoint, table, own, newest_epoch(_of_batch(kept(), checkpoint)), commands)


def check_topic(
    checkpoint: Checkpoint, topic: TopicState, read: dict[int, int], time: Time, commands: Commands
) -> None:
    """Kafka must still hold what the query has not read, and hold nothing that the query has forgotten.

    Args:
        checkpoint: Of the query.
        topic: What Kafka says.
        read: By partition, the offset that the query reads next.
        time: Rules of the contract.
        commands: Of the environment.
    """
    _check_offsets(checkpoint, topic, read, commands)
    if not topic.broker_time:
        raise _refusal(
            "TOPIC_WITHOUT_BROKER_TIME",
            "senders stamp the records of the topic, so that one wrong clock would move the watermark for all",
            f"topic {topic.name}",
            commands.topic_setting(topic.name, "message.timestamp.type=LogAppendTime"),
        )
    most = time.dedup_horizon_ms - topic.segment_ms - _HOUR_MS
    if topic.retention_ms < 0 or topic.retention_ms > most:
        kept = "for ever" if topic.retention_ms < 0 else f"for {topic.retention_ms} ms"
        raise _refusal(
            "HORIZON_TOO_SHORT",
            f"Kafka keeps records {kept}, with segments of {topic.segment_ms} ms, but ids are remembered for "
            f"{time.dedup_horizon_ms} ms only: a backlog would lose events that came in time",
            f"topic {topic.name}",
            commands.topic_setting(topic.name, f"retention.ms={most}")
            + ", or a longer time.dedupHorizonMs in pipeline.json",
        )


def check_source_table(
    checkpoint: Checkpoint, table: str, source_table: str, lineage: Iterable[Snapshot], commands: Commands
) -> None:
    """The events table must still know the snapshot up to which it was read, and only have grown since."""
    assert checkpoint.source is not None
    position = json.loads(checkpoint.source)["snapshot_id"]
    # What an Iceberg stream has before the first snapshot.
    if position == -1:
        return
    for snapshot in lineage:
        if snapshot.id == position:
            return
        if snapshot.operation not in ("append", "replace"):
            raise _refusal(
                "SOURCE_REWRITTEN",
                f"snapshot {snapshot.id} of {source_table} is of kind {snapshot.operation}: rows that were counted "
                "have changed",
                checkpoint.path,
                commands.begin_again(checkpoint, table),
            )
    raise _refusal(
        "SOURCE_SNAPSHOT_GONE",
        f"{source_table} was read up to snapshot {position}, which is no longer in its history",
        checkpoint.path,
        commands.begin_again(checkpoint, table),
    )


def _metadata_lost(checkpoint: Checkpoint, newest: Snapshot | None, commands: Commands) -> PlatformError:
    saw = f"batch {checkpoint.begun} was begun, but file metadata with the id of the query is gone"
    if newest is None:
        remedy = commands.s3(f"rm --recursive {checkpoint.path}/") + " (the table has nothing of it)"
    else:
        remedy = commands.s3(f"""cp - {checkpoint.path}/metadata <<< '{{"id":"{newest.query_id}"}}'""")
    return _refusal("CHECKPOINT_METADATA_LOST", saw, checkpoint.path, remedy)


def _of_batch(snapshots: Iterable[Snapshot], checkpoint: Checkpoint) -> Iterable[Snapshot]:
    return (one for one in snapshots if (one.query_id, one.epoch) == (checkpoint.query_id, checkpoint.done))


def _batch_missing(
    checkpoint: Checkpoint, table: str, own: Snapshot | None, aside: Snapshot | None, commands: Commands
) -> PlatformError:
    has = "no batch of the query" if own is None else f"its batches up to {own.epoch}"
    saw = f"batch {checkpoint.done} is completed, but the history of {table} has {has}"
    if aside is not None:
        catalog, namespace, name = table.replace("`", "").split(".")
        call = f"CALL {catalog}.system.set_current_snapshot('{namespace}.{name}', {aside.id})"
        return _refusal("BATCH_NOT_IN_TABLE", f"{saw}; the table was rolled back", checkpoint.path, commands.sql(call))
    prefix = "spark.sql.iceberg.snapshot-property.spark.sql.streaming"
    vouch = commands.sql(
        f"INSERT INTO {table} SELECT * FROM {table} LIMIT 0",
        **{f"{prefix}.queryId": checkpoint.query_id, f"{prefix}.epochId": checkpoint.done},
    )
    return _refusal(
        "BATCH_NOT_IN_TABLE",
        f"{saw}; its snapshot was expired, or the table was made anew",
        checkpoint.path,
        f"if the table has its rows, vouch for them: {vouch}; else {commands.begin_again(checkpoint, table)}",
    )


def _check_offsets(checkpoint: Checkpoint, topic: TopicState, read: dict[int, int], commands: Commands) -> None:
    for partition, offset in sorted(read.items()):
        place = f"{topic.name}-{partition}"
        latest = topic.latest.get(partition, 0)
        if latest < offset:
            raise _refusal(
                "TOPIC_REPLACED",
                f"{place} ends at offset {latest}, but was read up to {offset}: it is not the topic that was read",
                checkpoint.path,
                "connect to the cluster that has it; a topic that was made anew is a new pipeline",
            )
        earliest = topic.earliest[partition]
        if earliest > offset:
            file = f"{checkpoint.path}/offsets/{checkpoint.done}"
            edit = f"""sed '$s/"{partition}":{offset}/"{partition}":{earliest}/'"""
            raise _refusal(
                "RECORDS_GONE",
                f"{place} was read up to offset {offset} and begins at {earliest} now: {earliest - offset} offsets "
                "aged out of Kafka before they were read",
                checkpoint.path,
                f"to go on without them: {commands.s3(f'cp {file} -')} | {edit} | {commands.s3(f'cp - {file}')}",
            )


def _refusal(code: str, saw: str, where: str, remedy: str) -> PlatformError:
    return PlatformError(code, saw, where=where, next=remedy, exit_code=2)
