"""Refuses to start a query whose checkpoint, table and source disagree: it would lose records or write them twice.

Run before each start of a query, also before a restart. What is looked at is read here; what may not be is decided in
guard_rules.py. A store that does not answer is no disagreement: its error is passed on.
"""

import json

from pyspark.sql import SparkSession

from clickstream_spark.checkpoints import Checkpoint, read_checkpoint
from clickstream_spark.contract import Contract
from clickstream_spark.guard_rules import Commands, check_own_table, check_source_table, check_topic
from clickstream_spark.lineage import ancestors, kept, newest_epoch
from clickstream_spark.queries import FROM_EVENTS, FROM_TOPIC
from clickstream_spark.session import sql_conf
from clickstream_spark.settings import Settings
from clickstream_spark.state import checkpoint_of
from clickstream_spark.tables import qualified
from clickstream_spark.topics import read_topic_state


class Guard:
    """Watches over the starts of one pipeline's queries."""

    def __init__(self, spark: SparkSession, settings: Settings, contract: Contract) -> None:
        """Reads nothing yet."""
        self._spark, self._settings, self._contract = spark, settings, contract
        servers = ",".join(settings.kafka.bootstrap_servers)
        self._commands = Commands(settings.s3.endpoint, servers, sql_conf(spark))

    def check(self, query: str) -> Checkpoint:
        """Lets a query start, or says what is wrong and how to recover; answers the checkpoint it starts from.

        Raises:
            PlatformError: with exit code 2; see docs/failures.md for each code.
        """
        checkpoint = self.check_table(query)
        if query in FROM_TOPIC:
            topic = read_topic_state(self._spark, self._settings.kafka, self._contract.topic)
            read = _kafka_offsets(checkpoint.source, self._contract.topic)
            check_topic(checkpoint, topic, read, self._contract.time, self._commands)
        return checkpoint

    def check_table(self, query: str) -> Checkpoint:
        """The part of `check` that is about tables; answers the checkpoint."""
        path = checkpoint_of(self._settings.checkpoints, self._contract.pipeline, query)
        checkpoint, table = read_checkpoint(self._spark, path), self._table(query)
        own = newest_epoch(ancestors(self._spark, table), checkpoint.query_id) if checkpoint.query_id else None
        check_own_table(
            checkpoint,
            table,
            own=own,
            newest=own or newest_epoch(ancestors(self._spark, table)),
            kept=lambda: list(kept(self._spark, table)),
            commands=self._commands,
        )
        if query in FROM_EVENTS and checkpoint.source is not None:
            source = self._table("events")
            check_source_table(checkpoint, table, source, ancestors(self._spark, source), self._commands)
        return checkpoint

    def _table(self, query: str) -> str:
        return qualified(self._settings.lake.namespace, self._contract.tables[query].name)


def _kafka_offsets(source: str | None, topic: str) -> dict[int, int]:
    offsets = json.loads(source)[topic] if source else {}
    return {int(partition): offset for partition, offset in offsets.items()}
