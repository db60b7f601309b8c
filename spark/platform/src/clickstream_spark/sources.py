"""What each query of a pipeline reads: the topic, or the table of events as a stream."""

from functools import cached_property

from pyspark.sql import DataFrame, SparkSession

from clickstream_spark.contract import Contract, Records
from clickstream_spark.queries import FROM_TOPIC, changelog
from clickstream_spark.settings import Settings
from clickstream_spark.source import read_topic
from clickstream_spark.tables import qualified


class Sources:
    """The streams of one pipeline, each made once for all queries that read it."""

    def __init__(self, spark: SparkSession, settings: Settings, contract: Contract) -> None:
        """Reads nothing yet."""
        self._spark, self._settings, self._contract = spark, settings, contract

    def rows_of(self, query: str) -> DataFrame:
        """The rows that a query adds to its table."""
        if query in FROM_TOPIC:
            return FROM_TOPIC[query](self._records)
        return changelog(self._contract, query, self._events)

    @cached_property
    def _records(self) -> Records:
        return Records(self._contract, read_topic(self._spark, self._settings.kafka, self._contract.topic))

    @cached_property
    def _events(self) -> DataFrame:
        """Appended rows, in the order of the commits; a replaced file is no news, any other change ends the query."""
        table = qualified(self._settings.lake.namespace, self._contract.tables["events"].name)
        return self._spark.readStream.format("iceberg").load(table)
