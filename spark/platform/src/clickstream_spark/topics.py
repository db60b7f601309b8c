"""What Kafka says of a topic: the offsets it holds and the settings that the guarantees rest on."""

from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession

from clickstream_spark.settings import Kafka
from clickstream_spark.source import kafka_options

_TIMEOUT_S = 25
"""Longer than the client's own, so that its exception says what happened."""


@dataclass(frozen=True)
class TopicState:
    """A topic as it is now.

    Attributes:
        earliest: By partition, the first offset that is still there.
        latest: By partition, the offset after the last record.
        retention_ms: How long records are kept; -1 for ever.
        segment_ms: How long a segment takes in records before it can age.
        broker_time: Whether the broker stamps records, and not their senders.
    """

    name: str
    earliest: dict[int, int]
    latest: dict[int, int]
    retention_ms: int
    segment_ms: int
    broker_time: bool


def read_topic_state(spark: SparkSession, kafka: Kafka, topic: str) -> TopicState:
    """Asks the brokers; raises what Kafka's client raises, so that an outage is told from a mistake."""
    jvm = spark._jvm
    assert jvm is not None
    admin = _connect(jvm, kafka)
    try:
        partitions = _partitions(jvm, admin, topic)
        settings = _settings(jvm, admin, topic)
        clients = jvm.org.apache.kafka.clients.admin
        return TopicState(
            name=topic,
            earliest=_offsets(jvm, admin, partitions, clients.OffsetSpec.earliest()),
            latest=_offsets(jvm, admin, partitions, clients.OffsetSpec.latest()),
            retention_ms=int(settings.get("retention.ms").value()),
            segment_ms=int(settings.get("segment.ms").value()),
            broker_time=settings.get("message.timestamp.type").value() == "LogAppendTime",
        )
    finally:
        admin.close()


def _connect(jvm: Any, kafka: Kafka) -> Any:
    properties = jvm.java.util.Properties()
    for key, value in kafka_options(kafka).items():
        properties.setProperty(key.removeprefix("kafka."), value)
    return jvm.org.apache.kafka.clients.admin.Admin.create(properties)


def _answer(jvm: Any, future: Any) -> Any:
    return future.get(_TIMEOUT_S, jvm.java.util.concurrent.TimeUnit.SECONDS)


def _partitions(jvm: Any, admin: Any, topic: str) -> dict[int, Any]:
    names = jvm.java.util.Collections.singletonList(topic)
    described = _answer(jvm, admin.describeTopics(names).allTopicNames()).get(topic)
    numbers = [partition.partition() for partition in described.partitions()]
    return {number: jvm.org.apache.kafka.common.TopicPartition(topic, number) for number in numbers}


def _offsets(jvm: Any, admin: Any, partitions: dict[int, Any], spec: Any) -> dict[int, int]:
    wanted = jvm.java.util.HashMap()
    for partition in partitions.values():
        wanted.put(partition, spec)
    found = _answer(jvm, admin.listOffsets(wanted).all())
    return {number: found.get(partition).offset() for number, partition in partitions.items()}


def _settings(jvm: Any, admin: Any, topic: str) -> Any:
    kind = jvm.org.apache.kafka.common.config.ConfigResource
    resource = kind(kind.Type.TOPIC, topic)
    described = admin.describeConfigs(jvm.java.util.Collections.singletonList(resource))
    return _answer(jvm, described.all()).get(resource)
