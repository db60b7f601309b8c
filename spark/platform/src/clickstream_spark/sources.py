"""What each query of a pipeline reads: the topic, or the table of events as a stream."""

from pyspark.sql import DataFrame, SparkSession

from clickstream_spark.contract import Contract
from clickstream_spark.measures import timed
from clickstream_spark.queries import FROM_TOPIC, changelog
from clickstream_spark.records import Records
from clickstream_spark.settings import Settings
from clickstream_spark.source import read_topic
from clickstream_spark.tables import qualified

_MAX_ROWS = "streaming-max-rows-per-micro-batch"
"""Whole files are read: a batch may have a file's rows more."""


class Sources:
    """The streams of one pipeline."""

    def __init__(self, spark: SparkSession, settings: Settings, contract: Contract) -> None:
        """Reads nothing yet."""
        self._spark, self._settings, self._contract = spark, settings, contract

    def rows_of(self, query: str) -> DataFrame:
        """The rows that a query adds to its table."""
        if query in FROM_TOPIC:
            return FROM_TOPIC[query](Records(self._contract, timed(self.received(query))))
        return changelog(self._contract, query, timed(self._events()))

    def received(self, query: str) -> DataFrame:
        """The records of the topic."""
        settings = self._settings
        return read_topic(self._spark, settings.kafka, self._contract.topic, query, settings.max_records_per_batch)

    def _events(self) -> DataFrame:
        """Appended rows, in the order of the commits; a replaced file is no news, any other change ends the query."""
        table = qualified(self._settings.lake.namespace, self._contract.tables["events"].name)
        limit = self._settings.max_records_per_batch
        return self._spark.readStream.format("iceberg").option(_MAX_ROWS, limit).load(table)
