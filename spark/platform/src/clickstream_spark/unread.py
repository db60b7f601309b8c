"""How old the oldest record of a topic is that was not read yet.

Spark commits no offsets to Kafka, so no tool that watches consumer groups can tell.
"""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from pyspark.sql import SparkSession

from clickstream_spark.settings import Kafka
from clickstream_spark.source import kafka_options

_PATIENCE_S = 20.0
_POLL_MS = 1_000


def unread_seconds(
    spark: SparkSession, kafka: Kafka, topic: str, read: Mapping[str, Mapping[int, int]]
) -> dict[str, float]:
    """By query, how old the oldest record is that it has not read, by this machine's clock; 0 when it has read all.

    Args:
        spark: The session.
        kafka: Where to ask.
        topic: Its name.
        read: By query and partition, the offset after the last record that was read.
    """
    assert spark._jvm is not None
    jvm: Any = spark._jvm
    consumer = _connect(jvm, kafka)
    try:
        oldest_ms = {query: oldest_unread_ms(jvm, consumer, topic, offsets) for query, offsets in read.items()}
        now_ms = int(jvm.java.lang.System.currentTimeMillis())
        return {query: max(0, now_ms - (now_ms if ms is None else ms)) / 1000 for query, ms in oldest_ms.items()}
    finally:
        consumer.close()


def oldest_unread_ms(jvm: Any, consumer: Any, topic: str, read: Mapping[int, int]) -> int | None:
    """The broker's time of the oldest record that was not read, epoch milliseconds; None when all were.

    Args:
        jvm: Of the session.
        consumer: Of Kafka's own client.
        topic: Its name.
        read: By partition, the offset after the last record that was read; a partition that is not in it was not read.
    """
    partitions = {
        info.partition(): jvm.org.apache.kafka.common.TopicPartition(topic, info.partition())
        for info in consumer.partitionsFor(topic)
    }
    everywhere = _list_of(jvm, partitions.values())
    first, end = consumer.beginningOffsets(everywhere), consumer.endOffsets(everywhere)
    consumer.assign(everywhere)
    behind = {}
    for number, partition in partitions.items():
        start = max(read.get(number, 0), first.get(partition))
        consumer.seek(partition, start)
        if start < end.get(partition):
            behind[partition] = end.get(partition)
    times = _next_times(jvm, consumer, behind)
    return min(times, default=None)


def _next_times(jvm: Any, consumer: Any, ends: dict[Any, int]) -> list[int]:
    """Of the next record of each partition, unless only marks of transactions are left before its end."""
    deadline, waiting = time.monotonic() + _PATIENCE_S, ends.copy()
    times = []
    while waiting and time.monotonic() < deadline:
        records = consumer.poll(jvm.java.time.Duration.ofMillis(_POLL_MS))
        for partition in list(waiting):
            found = records.records(partition)
            if not found.isEmpty():
                times.append(int(found.get(0).timestamp()))
            if not found.isEmpty() or consumer.position(partition) >= waiting[partition]:
                del waiting[partition]
    return times


def _connect(jvm: Any, kafka: Kafka) -> Any:
    bytes_of = "org.apache.kafka.common.serialization.ByteArrayDeserializer"
    options = {key.removeprefix("kafka."): value for key, value in kafka_options(kafka).items()} | {
        "key.deserializer": bytes_of,
        "value.deserializer": bytes_of,
        "enable.auto.commit": "false",
        # A broker answers with one batch of records, however large, when the limit is smaller.
        "max.partition.fetch.bytes": "1",
    }
    properties = jvm.java.util.Properties()
    for key, value in options.items():
        properties.setProperty(key, value)
    return jvm.org.apache.kafka.clients.consumer.KafkaConsumer(properties)


def _list_of(jvm: Any, items: Iterable[Any]) -> Any:
    found = jvm.java.util.ArrayList()
    for item in items:
        found.add(item)
    return found
