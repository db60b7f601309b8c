"""How old the oldest unread record is, asked from the consumer that Kafka's own client offers for tests."""

from typing import Any

import pytest
from clickstream_spark.unread import oldest_unread_ms
from pyspark.sql import SparkSession

TOPIC = "shop"
BEGIN = 2**33
"""First offset; a smaller number would reach the JVM as an Integer."""


@pytest.fixture
def broker(spark: SparkSession) -> Any:
    """Two partitions p of two records; record r is stamped p * 1000 + r seconds."""
    jvm: Any = spark._jvm
    clients = jvm.org.apache.kafka.clients.consumer
    consumer = clients.MockConsumer(clients.OffsetResetStrategy.EARLIEST)
    partitions = jvm.java.util.ArrayList()
    infos, first, end = jvm.java.util.ArrayList(), jvm.java.util.HashMap(), jvm.java.util.HashMap()
    for number in (0, 1):
        partition = jvm.org.apache.kafka.common.TopicPartition(TOPIC, number)
        partitions.add(partition)
        infos.add(jvm.org.apache.kafka.common.PartitionInfo(TOPIC, number, None, None, None))
        first.put(partition, BEGIN)
        end.put(partition, BEGIN + 2)
    consumer.updatePartitions(TOPIC, infos)
    consumer.updateBeginningOffsets(first)
    consumer.updateEndOffsets(end)
    consumer.assign(partitions)
    kind = jvm.org.apache.kafka.common.record.TimestampType.LOG_APPEND_TIME
    for number in (0, 1):
        for record in (0, 1):
            millis = (number * 1000 + record) * 1000
            headers = jvm.org.apache.kafka.common.header.internals.RecordHeaders()
            consumer.addRecord(
                clients.ConsumerRecord(
                    TOPIC,
                    number,
                    BEGIN + record,
                    millis,
                    kind,
                    0,
                    0,
                    None,
                    b"x",
                    headers,
                    jvm.java.util.Optional.empty(),
                )
            )
    return consumer


@pytest.mark.parametrize(
    ("read", "seconds"),
    [({0: 1, 1: 0}, 1), ({0: 2, 1: 1}, 1001), ({0: 2, 1: 2}, None), ({0: 2}, 1000), ({0: -5, 1: 2}, 0)],
)
def test_the_oldest_of_all_partitions_counts(
    spark: SparkSession, broker: Any, read: dict[int, int], seconds: int | None
) -> None:
    expected = None if seconds is None else seconds * 1000
    offsets = {partition: BEGIN + count for partition, count in read.items()}
    assert oldest_unread_ms(spark._jvm, broker, TOPIC, offsets) == expected
