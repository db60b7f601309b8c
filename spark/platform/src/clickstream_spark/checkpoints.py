"""Where a query remembers how far it is, and the check that this memory is written atomically."""

from pyspark.sql import SparkSession

from clickstream_spark.errors import PlatformError

_VERSION = 1
"""Raised only together with a written migration: a new version starts again from the earliest record."""

_ATOMIC_MANAGER = "AbortableStreamBasedCheckpointFileManager"


def checkpoint_of(root: str, pipeline: str, query: str) -> str:
    """The checkpoint of one query, never shared and never moved.

    The path begins with s3a://, which is the same file system as s3:// on EMR and the only name it has elsewhere.
    """
    return f"{root.replace('s3://', 's3a://', 1)}/job={pipeline}/query={query}/v{_VERSION}"


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
