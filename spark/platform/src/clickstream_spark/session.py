"""The Spark session of a job."""

from pyspark.sql import SparkSession

from clickstream_spark.conf import LAKE, spark_conf
from clickstream_spark.settings import Settings

_SEES_TABLES = (f"spark.sql.catalog.{LAKE}", "spark.driver.extraClassPath", "spark.jars")


def build_session(settings: Settings, app_name: str) -> SparkSession:
    """Starts Spark. Master, memory and jars are the submitter's business: they must be known before the JVM is."""
    builder = SparkSession.builder.appName(app_name)
    for setting in spark_conf(settings):
        builder = builder.config(setting.key, setting.value)
    return builder.getOrCreate()


def sql_conf(spark: SparkSession) -> dict[str, str]:
    """What `spark-sql` needs to see the tables as this session does: the catalog and its jars. No key is among it."""
    conf = {key: value for key, value in spark.sparkContext.getConf().getAll() if key.startswith(_SEES_TABLES)}
    # Else it looks for a metastore of Hive.
    return dict(sorted(conf.items())) | {"spark.sql.catalogImplementation": "in-memory"}
