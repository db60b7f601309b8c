import json
from io import StringIO
from pathlib import Path

import pytest
from clickstream_spark.errors import PlatformError
from clickstream_spark.progress import ProgressLog
from pyspark.sql.streaming.listener import QueryProgressEvent, StreamingQueryProgress


def batch(number: int, *, rows: int, name: str = "events", work: bool = True) -> QueryProgressEvent:
    progress = {
        "id": "00000000-0000-0000-0000-000000000001",
        "runId": "00000000-0000-0000-0000-000000000002",
        "name": name,
        "timestamp": "2026-03-01T12:00:00.000Z",
        "batchId": number,
        "batchDuration": 1500,
        "durationMs": {"triggerExecution": 1500} | ({"addBatch": 1000} if work else {}),
        "eventTime": {},
        "stateOperators": [],
        "sources": [
            {
                "description": "KafkaV2[Subscribe[shop]]",
                "startOffset": "null",
                "endOffset": '{"shop":{"0":7,"1":9}}',
                "latestOffset": "null",
                "numInputRows": rows,
                "inputRowsPerSecond": 1.0,
                "processedRowsPerSecond": 1.0,
                "metrics": {},
            }
        ],
        "sink": {"description": "iceberg", "numOutputRows": rows - 1, "metrics": {}},
        "observedMetrics": {},
    }
    return QueryProgressEvent(StreamingQueryProgress.fromJson(progress))


def test_adds_up_batches_and_shows_each_in_one_line(tmp_path: Path) -> None:
    out = StringIO()
    log = ProgressLog("shop", tmp_path / "progress.json", out)

    log.onQueryProgress(batch(4, rows=1000))
    log.onQueryProgress(batch(5, rows=10))

    assert out.getvalue().splitlines()[1] == (
        "events: batch 5, 10 records in 1.5 s; so far 1,010 read, 1,008 rows written"
    )
    assert json.loads((tmp_path / "progress.json").read_text()) == {
        "pipeline": "shop",
        "state": "running",
        "error": None,
        "queries": [
            {
                "query": "events",
                "batch_id": 5,
                "at": "2026-03-01T12:00:00.000Z",
                "duration_ms": 1500,
                "input_rows": 10,
                "rows_read": 1010,
                "rows_written": 1008,
                "end_offsets": {"0": 7, "1": 9},
            }
        ],
    }


def test_a_trigger_without_work_is_no_batch(tmp_path: Path) -> None:
    out = StringIO()
    ProgressLog("shop", tmp_path / "progress.json", out).onQueryProgress(batch(6, rows=0, work=False))
    assert out.getvalue() == ""


def test_starts_anew_and_tells_how_the_run_ended(tmp_path: Path) -> None:
    file = tmp_path / "progress.json"
    ProgressLog("shop", file, StringIO()).onQueryProgress(batch(1, rows=5))

    log = ProgressLog("shop", file, StringIO())
    log.finish("failed", "QUERY_FAILED  broken")

    content = json.loads(file.read_text())
    assert (content["state"], content["error"], content["queries"]) == ("failed", "QUERY_FAILED  broken", [])


def test_an_error_on_sparks_thread_reaches_the_one_who_waits(tmp_path: Path) -> None:
    log = ProgressLog("shop", tmp_path / "gone" / "progress.json", StringIO())
    log.onQueryProgress(batch(1, rows=5))
    with pytest.raises(PlatformError, match="No such file"):
        log.require_written()
