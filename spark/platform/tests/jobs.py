"""What job.py does, with a folder in the place of Kafka."""

from functools import cached_property
from pathlib import Path
from typing import Any

from clickstream_spark.batch import tables_of
from clickstream_spark.contract import Contract, Records
from clickstream_spark.data_files import count_tasks_from, first_task_number
from clickstream_spark.progress import ProgressLog
from clickstream_spark.settings import Settings
from clickstream_spark.sources import Sources
from clickstream_spark.stop import StopRequest
from clickstream_spark.streams import await_queries, start_query, stop_queries, waves
from clickstream_spark.tables import ensure_table, qualified
from clickstream_spark.testing.topic import Topic
from pyspark.sql import DataFrame, SparkSession


class FolderSources(Sources):
    """The topic is a folder; the table of events is a real one."""

    def __init__(self, spark: SparkSession, settings: Settings, contract: Contract, topic: Topic) -> None:
        super().__init__(spark, settings, contract)
        self._topic = topic

    @cached_property
    def _records(self) -> Records:
        return Records(self._contract, self._topic.stream())


class Job:
    """A job that can be drained again and again."""

    def __init__(self, spark: SparkSession, settings: Settings, contract: Contract, topic: Topic) -> None:
        self.spark, self.settings, self.contract, self.topic = spark, settings, contract, topic

    def drain(self, *names: str, run: str = "only") -> None:
        count_tasks_from(self.spark, first_task_number(run))
        progress = ProgressLog(self.contract.pipeline, Path(self.settings.progress_file))
        for table in self.contract.tables.values():
            ensure_table(self.spark, self.settings.lake.namespace, table)
        sources = FolderSources(self.spark, self.settings, self.contract, self.topic)
        for wave in waves(names, drain=True):
            queries = [
                start_query(self.spark, self.settings, self.contract, name, sources.rows_of(name), drain=True)
                for name in wave
            ]
            try:
                await_queries(queries, StopRequest(), progress)
            finally:
                stop_queries(queries)

    def batch(self) -> dict[str, DataFrame]:
        """The tables of everything in the topic, by the batch twin."""
        return tables_of(self.contract, self.topic.batch())

    def rows(self, table: str, expression: str) -> list[Any]:
        name = qualified(self.settings.lake.namespace, self.contract.tables[table].name)
        return sorted(row[0] for row in self.spark.table(name).selectExpr(expression).collect())

    def data_files(self, table: str) -> dict[str, int]:
        """When each file below the table's data folder was last written, in nanoseconds."""
        name = qualified(self.settings.lake.namespace, self.contract.tables[table].name)
        committed = [Path(row[0]) for row in self.spark.sql(f"SELECT file_path FROM {name}.files").collect()]
        folder = next(parent for parent in committed[0].parents if parent.name == "data")
        return {str(file): file.stat().st_mtime_ns for file in folder.rglob("[!.]*.parquet")}

    def checkpoint_files(self, query: str, file: str) -> list[Path]:
        """A file of the checkpoint and its checksum."""
        checkpoint = Path(self.settings.checkpoints) / f"job={self.contract.pipeline}" / f"query={query}" / "v1"
        path = checkpoint / file
        return [path, path.with_name(f".{path.name}.crc")]
