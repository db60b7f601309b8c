"""The Spark session of a job."""

from pyspark.sql import SparkSession

from clickstream_spark.conf import spark_conf
from clickstream_spark.settings import Settings


def build_session(settings: Settings, app_name: str) -> SparkSession:
    """Starts Spark. Master, memory and jars are the submitter's business: they must be known before the JVM is."""
    builder = SparkSession.builder.appName(app_name)
    for setting in spark_conf(settings):
        builder = builder.config(setting.key, setting.value)
    return builder.getOrCreate()
