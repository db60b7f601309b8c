"""Spark's reports of batches, as a listener gets them."""

from typing import Any

from pyspark.sql.streaming.listener import QueryProgressEvent, StreamingQueryProgress

KAFKA = {
    "description": "KafkaV2[Subscribe[shop]]",
    "startOffset": "null",
    "endOffset": '{"shop":{"0":7,"1":9}}',
    "latestOffset": '{"shop":{"0":7,"1":12}}',
}
ICEBERG = {
    "description": "org.apache.iceberg.spark.source.SparkMicroBatchStream@1",
    "startOffset": "null",
    "endOffset": '{"version":1,"snapshot_id":5,"position":1,"scan_all_files":false}',
    "latestOffset": "null",
}


def report(
    number: int,
    *,
    rows: int,
    name: str = "events",
    work: bool = True,
    source: dict[str, str] = KAFKA,
    dropped: int = 0,
) -> StreamingQueryProgress:
    rates = {"inputRowsPerSecond": 2.0, "processedRowsPerSecond": 4.0}
    progress: dict[str, Any] = {
        "id": "00000000-0000-0000-0000-000000000001",
        "runId": "00000000-0000-0000-0000-000000000002",
        "name": name,
        "timestamp": "2026-03-01T12:00:00.000Z",
        "batchId": number,
        "batchDuration": 1500,
        "durationMs": {"triggerExecution": 1500} | ({"addBatch": 1000} if work else {}),
        "eventTime": {"watermark": "2026-02-26T12:00:00.000Z"},
        "stateOperators": [_state(dropped)],
        "sources": [source | rates | {"numInputRows": rows, "metrics": {}}],
        "sink": {"description": "iceberg", "numOutputRows": rows - 1, "metrics": {}},
        "observedMetrics": {},
    }
    return StreamingQueryProgress.fromJson(progress)


def event_of(progress: StreamingQueryProgress) -> QueryProgressEvent:
    return QueryProgressEvent(progress)


def _state(dropped: int) -> dict[str, Any]:
    numbers = ("numRowsUpdated", "allUpdatesTimeMs", "numRowsRemoved", "allRemovalsTimeMs", "commitTimeMs")
    return dict.fromkeys(numbers, 0) | {
        "operatorName": "dedupeWithinWatermark",
        "numRowsTotal": 40,
        "memoryUsedBytes": 4096,
        "numRowsDroppedByWatermark": dropped,
        "numShufflePartitions": 2,
        "numStateStoreInstances": 2,
        "customMetrics": {},
    }
