from dataclasses import replace

import pytest
from clickstream_spark.checkpoints import require_atomic_checkpoints
from clickstream_spark.conf import spark_conf
from clickstream_spark.errors import PlatformError
from clickstream_spark.settings import ObjectStore, Settings
from clickstream_spark.state import checkpoint_of
from pyspark.sql import SparkSession


def conf_of(settings: Settings) -> dict[str, str]:
    return {setting.key: setting.value for setting in spark_conf(settings)}


def test_every_setting_is_set_once_and_has_a_reason(settings: Settings) -> None:
    conf = spark_conf(settings)
    assert len({setting.key for setting in conf}) == len(conf)
    assert all(setting.why for setting in conf)


def test_aws_needs_no_addresses(settings: Settings) -> None:
    assert not [key for key in conf_of(settings) if "endpoint" in key and not key.endswith("endpoint.region")]


def test_another_store_is_addressed_by_path(settings: Settings) -> None:
    conf = conf_of(replace(settings, s3=ObjectStore(endpoint="http://127.0.0.1:8333", region="us-east-1")))
    assert conf["spark.hadoop.fs.s3a.endpoint"] == conf["spark.sql.catalog.lake.s3.endpoint"]
    assert conf["spark.hadoop.fs.s3a.path.style.access"] == "true"
    assert conf["spark.sql.catalog.lake.s3.path-style-access"] == "true"


def test_catalog_requests_are_signed_for_the_service_of_the_settings(settings: Settings) -> None:
    conf = conf_of(settings)
    assert conf["spark.sql.catalog.lake.rest.auth.type"] == "sigv4"
    assert conf["spark.sql.catalog.lake.rest.signing-name"] == "s3tables"


def test_each_query_has_a_checkpoint_of_its_own() -> None:
    assert checkpoint_of("s3://checkpoints/spark", "shop", "raw") == "s3a://checkpoints/spark/job=shop/query=raw/v1"


def test_refuses_to_write_checkpoints_that_can_tear(spark: SparkSession, settings: Settings) -> None:
    with pytest.raises(PlatformError, match="FileContextBasedCheckpointFileManager") as refused:
        require_atomic_checkpoints(spark, settings.checkpoints)
    assert refused.value.code == "CHECKPOINTS_NOT_ATOMIC"


def test_times_in_rows_are_utc(spark: SparkSession) -> None:
    row = spark.sql("SELECT CAST(timestamp_millis(0) AS STRING)").first()
    assert row is not None
    assert row[0] == "1970-01-01 00:00:00"
