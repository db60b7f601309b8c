"""The Spark settings that the guarantees of a job rest on, each with its reason.

The job sets them itself, so no command line can leave one out; the job submitter shows them to who reviews a plan. The
module does without PySpark: it answers before there is a Spark.
"""

from dataclasses import dataclass

from clickstream_spark.settings import Lake, ObjectStore, Settings

LAKE = "lake"
"""Name of the Iceberg catalog in SQL: tables are `lake.<namespace>.<table>`."""

_STATE = "spark.sql.streaming.stateStore"
_S3A = "spark.hadoop.fs.s3a"


@dataclass(frozen=True)
class SparkSetting:
    """One setting of Spark and why it is so."""

    key: str
    value: str
    why: str


def spark_conf(settings: Settings) -> list[SparkSetting]:
    """The lake's catalog, checkpoints on S3, state in RocksDB, everything in UTC."""
    return [
        *_rows_are_deterministic(),
        *_state(settings),
        *_checkpoints(settings.s3),
        *_lake(settings.lake, settings.s3),
        SparkSetting(
            "spark.scheduler.mode",
            "FAIR",
            "each query runs in a pool of its own, so that a long batch of one does not hold up the others",
        ),
    ]


def _rows_are_deterministic() -> list[SparkSetting]:
    return [
        SparkSetting("spark.sql.session.timeZone", "UTC", "dates in rows do not depend on the machine"),
        SparkSetting("spark.sql.ansi.enabled", "true", "an overflow or a bad cast fails instead of becoming NULL"),
        SparkSetting(
            "spark.speculation", "false", "two attempts of one task at the same time break atomic creation on S3A"
        ),
    ]


def _state(settings: Settings) -> list[SparkSetting]:
    return [
        SparkSetting(
            "spark.sql.shuffle.partitions",
            str(settings.shuffle_partitions),
            "state partitions of a query; the first start of a checkpoint fixes it",
        ),
        SparkSetting(
            f"{_STATE}.providerClass",
            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider",
            "state may be larger than memory; the first start of a checkpoint fixes it",
        ),
        SparkSetting(
            f"{_STATE}.rocksdb.changelogCheckpointing.enabled", "true", "a batch uploads what changed, not all state"
        ),
        SparkSetting(f"{_STATE}.rocksdb.boundedMemoryUsage", "true", "all state of an executor shares one budget"),
        SparkSetting(
            "spark.sql.streaming.noDataMicroBatches.enabled",
            "false",
            "the next batch with data evicts old state and emits closed groups as well, and a group is closed a day "
            "after its last event; a batch without data would add an empty snapshot to each table",
        ),
    ]


def _checkpoints(s3: ObjectStore) -> list[SparkSetting]:
    conf = [
        SparkSetting(
            "spark.sql.streaming.checkpointFileManagerClass",
            "org.apache.spark.internal.io.cloud.AbortableStreamBasedCheckpointFileManager",
            "checkpoint files appear in one step; the default on S3 is a copy that can tear",
        ),
        SparkSetting(f"{_S3A}.endpoint.region", s3.region, "region of the buckets"),
    ]
    if s3.endpoint is not None:
        conf += [
            SparkSetting(f"{_S3A}.endpoint", s3.endpoint, "the store is not AWS"),
            SparkSetting(f"{_S3A}.path.style.access", "true", "a store that is not AWS has no host name per bucket"),
        ]
    return conf


def _lake(lake: Lake, s3: ObjectStore) -> list[SparkSetting]:
    catalog = f"spark.sql.catalog.{LAKE}"
    options = [
        SparkSetting(catalog, "org.apache.iceberg.spark.SparkCatalog", "tables are Iceberg tables"),
        SparkSetting(f"{catalog}.type", "rest", "one catalog for Spark, the loader and the judge"),
        SparkSetting(f"{catalog}.uri", lake.catalog_uri, "where the catalog is"),
        SparkSetting(f"{catalog}.warehouse", lake.warehouse, "which warehouse of the catalog"),
        SparkSetting(f"{catalog}.rest.auth.type", "sigv4", "requests are signed with the role of the job"),
        SparkSetting(f"{catalog}.rest.signing-name", lake.signing_name, "service that the signature is for"),
        SparkSetting(f"{catalog}.rest.signing-region", s3.region, "region that the signature is for"),
        SparkSetting(
            f"{catalog}.cache-enabled",
            "false",
            "a step reads tables as they are when it reads them; a kept one may lack what the queries have committed",
        ),
        SparkSetting(f"{catalog}.io-impl", "org.apache.iceberg.aws.s3.S3FileIO", "data files are written to S3"),
        SparkSetting(f"{catalog}.client.region", s3.region, "region of the buckets"),
    ]
    if s3.endpoint is not None:
        options += [
            SparkSetting(f"{catalog}.s3.endpoint", s3.endpoint, "the store is not AWS"),
            SparkSetting(f"{catalog}.s3.path-style-access", "true", "as for checkpoints"),
        ]
    return options
