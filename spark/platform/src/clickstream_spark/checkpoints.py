"""Where a query remembers how far it is, what that memory says, and the check that it is written atomically."""

import json
from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession

from clickstream_spark.errors import PlatformError

_ATOMIC_MANAGER = "AbortableStreamBasedCheckpointFileManager"


@dataclass(frozen=True)
class Checkpoint:
    """What a checkpoint says.

    Attributes:
        query_id: Made by Spark at the first start and kept in file `metadata`; None when that is not there.
        begun: Number of the newest batch that was begun; its data may be in the table already.
        done: Number of the newest batch that was completed.
        source: Position in the source after the completed batches, JSON in the words of the source.
        watermark_ms: Event time with which the newest completed batch began, epoch milliseconds: groups that ended
            before have been written. None without completed batches.
    """

    path: str
    query_id: str | None
    begun: int | None
    done: int | None
    source: str | None
    watermark_ms: int | None = None

    @property
    def runs_again(self) -> bool:
        """Whether the newest batch was begun and not completed."""
        return self.begun != self.done

    @property
    def next_batch(self) -> int:
        """Number of the batch that the next start begins with."""
        begun = -1 if self.begun is None else self.begun
        return begun if self.runs_again else begun + 1


def read_checkpoint(spark: SparkSession, path: str) -> Checkpoint:
    """Reads a checkpoint, which may be empty."""
    files = _Files(spark, path)
    done = files.newest("commits")
    offsets = files.read(f"offsets/{done}") if done is not None else None
    return Checkpoint(
        path=path,
        query_id=_id_in(files.read("metadata")),
        begun=files.newest("offsets"),
        done=done,
        # A version, a line of Spark's own, and one line for each source; a query has one.
        source=offsets.splitlines()[2] if offsets else None,
        watermark_ms=json.loads(offsets.splitlines()[1])["batchWatermarkMs"] if offsets else None,
    )


def require_atomic_checkpoints(spark: SparkSession, root: str) -> None:
    """Makes sure that Spark creates checkpoint files in one step; its default on S3 is a copy that can tear.

    Raises:
        PlatformError: CHECKPOINTS_NOT_ATOMIC when another manager would be used.
    """
    # Spark only warns when it falls back to another manager, so we ask it which one it takes.
    jvm = spark._jvm
    assert jvm is not None
    hadoop = spark._jsparkSession.sessionState().newHadoopConf()
    path = jvm.org.apache.hadoop.fs.Path(root.replace("s3://", "s3a://", 1))
    streaming = jvm.org.apache.spark.sql.execution.streaming.checkpointing
    manager = streaming.CheckpointFileManager.create(path, hadoop).getClass().getSimpleName()
    if manager != _ATOMIC_MANAGER:
        raise PlatformError(
            "CHECKPOINTS_NOT_ATOMIC",
            f"Spark would write checkpoints with {manager} instead of {_ATOMIC_MANAGER}",
            where=root,
            next="add spark-hadoop-cloud and hadoop-aws to the job's jars, as tools/jars/spark lists them",
            exit_code=2,
        )


class _Files:
    """A folder of small files, on whatever file system."""

    def __init__(self, spark: SparkSession, folder: str) -> None:
        jvm = spark._jvm
        assert jvm is not None
        self._jvm: Any = jvm
        self._folder = folder
        hadoop = spark._jsparkSession.sessionState().newHadoopConf()
        self._fs: Any = jvm.org.apache.hadoop.fs.Path(folder).getFileSystem(hadoop)

    def read(self, name: str) -> str | None:
        path = self._path(name)
        if not self._fs.exists(path):
            return None
        stream = self._fs.open(path)
        try:
            return str(self._jvm.org.apache.commons.io.IOUtils.toString(stream, "UTF-8"))
        finally:
            stream.close()

    def newest(self, name: str) -> int | None:
        """The highest of the files that are named by a number."""
        path = self._path(name)
        if not self._fs.exists(path):
            return None
        names = [status.getPath().getName() for status in self._fs.listStatus(path)]
        return max((int(name) for name in names if name.isdigit()), default=None)

    def _path(self, name: str) -> Any:
        return self._jvm.org.apache.hadoop.fs.Path(f"{self._folder}/{name}")


def _id_in(metadata: str | None) -> str | None:
    return str(json.loads(metadata)["id"]) if metadata else None
