"""The Spark session of a job: the lake's catalog, checkpoints on S3, state in RocksDB, everything in UTC."""

from pyspark.sql import SparkSession

from clickstream_spark.settings import Lake, ObjectStore, Settings

LAKE = "lake"
"""Name of the Iceberg catalog in SQL: tables are `lake.<namespace>.<table>`."""


def build_session(settings: Settings, app_name: str) -> SparkSession:
    """Starts Spark. Master, memory and jars are the submitter's business: they must be known before the JVM is."""
    builder = SparkSession.builder.appName(app_name)
    for key, value in spark_conf(settings).items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def spark_conf(settings: Settings) -> dict[str, str]:
    """The configuration that the guarantees of a job rest on."""
    return {
        **_rows_are_deterministic(),
        **_state(settings),
        **_checkpoints(settings.s3),
        **_lake(settings.lake, settings.s3),
        # Each query runs in a pool of its own, so that a long batch of one does not hold up the others.
        "spark.scheduler.mode": "FAIR",
    }


def _rows_are_deterministic() -> dict[str, str]:
    return {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        # Two attempts of one task at the same time break atomic creation on S3A.
        "spark.speculation": "false",
    }


def _state(settings: Settings) -> dict[str, str]:
    store = "spark.sql.streaming.stateStore"
    provider = "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider"
    return {
        "spark.sql.shuffle.partitions": str(settings.shuffle_partitions),
        f"{store}.providerClass": provider,
        f"{store}.rocksdb.changelogCheckpointing.enabled": "true",
        f"{store}.rocksdb.boundedMemoryUsage": "true",
        # The next batch with data evicts old state and emits closed groups as well: a group is closed a day after its
        # last event, so one batch more is no delay. A batch without data would add an empty snapshot to each table.
        "spark.sql.streaming.noDataMicroBatches.enabled": "false",
    }


def _checkpoints(s3: ObjectStore) -> dict[str, str]:
    conf = {
        "spark.sql.streaming.checkpointFileManagerClass": (
            "org.apache.spark.internal.io.cloud.AbortableStreamBasedCheckpointFileManager"
        ),
        "spark.hadoop.fs.s3a.endpoint.region": s3.region,
    }
    if s3.endpoint is not None:
        conf["spark.hadoop.fs.s3a.endpoint"] = s3.endpoint
        conf["spark.hadoop.fs.s3a.path.style.access"] = "true"
    return conf


def _lake(lake: Lake, s3: ObjectStore) -> dict[str, str]:
    options = {
        "type": "rest",
        "uri": lake.catalog_uri,
        "warehouse": lake.warehouse,
        "rest.auth.type": "sigv4",
        "rest.signing-name": lake.signing_name,
        "rest.signing-region": s3.region,
        "io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
        "client.region": s3.region,
    }
    if s3.endpoint is not None:
        options["s3.endpoint"] = s3.endpoint
        options["s3.path-style-access"] = "true"
    catalog = f"spark.sql.catalog.{LAKE}"
    return {catalog: "org.apache.iceberg.spark.SparkCatalog"} | {
        f"{catalog}.{key}": value for key, value in options.items()
    }
