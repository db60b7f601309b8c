"""The topic of a pipeline as a stream of records with the columns that contracts build on.

Columns: key, value, headers, topic, partition, offset, kafka_timestamp (broker time) and received_at.
"""

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import expr

from clickstream_spark.settings import Kafka

# Milliseconds in at most 13 digits reach the year 2286; more could overflow and end the query on one bad header.
_RECEIVED_AT = r"""
coalesce(
  timestamp_millis(CASE WHEN received_ms RLIKE '^[0-9]{1,13}$' THEN CAST(received_ms AS BIGINT) END),
  kafka_timestamp)
"""
# As in Kafka's own clients, the last header of a name counts.
_RECEIVED_MS = "CAST(try_element_at(filter(headers, h -> h.key = 'received_at'), -1).value AS STRING)"


def read_topic(spark: SparkSession, kafka: Kafka, topic: str, query: str, max_records_per_batch: int) -> DataFrame:
    """Streams a topic from its earliest record, in offset order per partition, for one query.

    Fails rather than skips when records have aged out of Kafka before they were read.
    """
    records = (
        spark.readStream.format("kafka")
        .options(**kafka_options(kafka))
        .option("subscribe", topic)
        # Brokers log the group of each consumer, and on MSK a role may only use groups of its own pipeline.
        .option("groupIdPrefix", f"{topic}.{query}")
        .option("startingOffsets", "earliest")
        .option("maxOffsetsPerTrigger", max_records_per_batch)
        .option("includeHeaders", "true")
        .option("failOnDataLoss", "true")
        .load()
    )
    return with_received_at(
        records.selectExpr("key", "value", "headers", "topic", "partition", "offset", "timestamp AS kafka_timestamp")
    )


def with_received_at(records: DataFrame) -> DataFrame:
    """Adds `received_at`: the header our ingestion edge sets (epoch milliseconds as text), else broker time."""
    return (
        records.withColumn("received_ms", expr(_RECEIVED_MS))
        .withColumn("received_at", expr(_RECEIVED_AT))
        .drop("received_ms")
    )


def kafka_options(kafka: Kafka) -> dict[str, str]:
    """Client options; on MSK the job's role proves who it is."""
    options = {
        "kafka.bootstrap.servers": ",".join(kafka.bootstrap_servers),
        "kafka.isolation.level": "read_committed",
        # A third of Kafka's own patience: Spark asks three times before a query fails and shows what it waits for.
        "kafka.default.api.timeout.ms": "20000",
        "kafka.request.timeout.ms": "15000",
    }
    if kafka.auth == "none":
        return options
    return options | {
        "kafka.security.protocol": "SASL_SSL",
        "kafka.sasl.mechanism": "AWS_MSK_IAM",
        "kafka.sasl.jaas.config": "software.amazon.msk.auth.iam.IAMLoginModule required;",
        "kafka.sasl.client.callback.handler.class": "software.amazon.msk.auth.iam.IAMClientCallbackHandler",
        # A broker allows 100 new IAM connections a second.
        "kafka.reconnect.backoff.ms": "1000",
    }
