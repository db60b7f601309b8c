"""What job.py does, with a folder in the place of Kafka."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

from clickstream_spark.batch import tables_of
from clickstream_spark.contract import Contract
from clickstream_spark.data_files import count_tasks_from, first_task_number
from clickstream_spark.log import JobLog
from clickstream_spark.progress import ProgressLog
from clickstream_spark.settings import Settings
from clickstream_spark.sources import Sources
from clickstream_spark.stop import StopRequest
from clickstream_spark.streams import start_query, waves
from clickstream_spark.supervisor import Supervisor
from clickstream_spark.tables import ensure_table, qualified
from clickstream_spark.testing.topic import Topic
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.streaming.query import StreamingQuery


class FolderSources(Sources):
    """The topic is a folder; the table of events is a real one."""

    def __init__(self, spark: SparkSession, settings: Settings, contract: Contract, topic: Topic) -> None:
        super().__init__(spark, settings, contract)
        self._topic = topic

    def received(self, query: str) -> DataFrame:  # noqa: ARG002 - one folder for all
        return self._topic.stream()


class Job:
    """A job that can be drained again and again."""

    def __init__(self, spark: SparkSession, settings: Settings, contract: Contract, topic: Topic) -> None:
        self.spark, self.settings, self.contract, self.topic = spark, settings, contract, topic

    def drain(self, *names: str, run: str = "only") -> Any:
        """Runs queries to the end of the topic; answers what the progress file says then."""
        count_tasks_from(self.spark, first_task_number(run))
        log = JobLog(self.contract.pipeline, StringIO())
        progress = ProgressLog(self.contract.pipeline, Path(self.settings.progress_file), log)
        self.spark.streams.addListener(progress)
        for table in self.contract.tables.values():
            ensure_table(self.spark, self.settings.lake.namespace, table)
        sources = FolderSources(self.spark, self.settings, self.contract, self.topic)
        supervisor = Supervisor(progress, log, StopRequest(), drain=True)

        def start(name: str) -> StreamingQuery:
            return start_query(self.spark, self.settings, self.contract, name, sources.rows_of(name), drain=True)

        try:
            for wave in waves(names, drain=True):
                supervisor.run(wave, start)
        finally:
            # Reports arrive on a thread of their own; this waits for those that are on their way.
            self.spark.sparkContext._jsc.sc().listenerBus().waitUntilEmpty()
            self.spark.streams.removeListener(progress)
        return json.loads(Path(self.settings.progress_file).read_text())

    def batch(self) -> dict[str, DataFrame]:
        """The tables of everything in the topic, by the batch twin."""
        return tables_of(self.contract, self.topic.batch())

    def table(self, name: str) -> str:
        return qualified(self.settings.lake.namespace, self.contract.tables[name].name)

    def rows(self, table: str, expression: str) -> list[Any]:
        return sorted(row[0] for row in self.spark.table(self.table(table)).selectExpr(expression).collect())

    def data_files(self, table: str) -> dict[str, int]:
        """When each file below the table's data folder was last written, in nanoseconds."""
        committed = [
            Path(row[0]) for row in self.spark.sql(f"SELECT file_path FROM {self.table(table)}.files").collect()
        ]
        folder = next(parent for parent in committed[0].parents if parent.name == "data")
        return {str(file): file.stat().st_mtime_ns for file in folder.rglob("[!.]*.parquet")}

    def checkpoint_files(self, query: str, file: str) -> list[Path]:
        """A file of the checkpoint and its checksum."""
        checkpoint = Path(self.settings.checkpoints) / f"job={self.contract.pipeline}" / f"query={query}" / "v1"
        path = checkpoint / file
        return [path, path.with_name(f".{path.name}.crc")]
