"""The progress of a job in Prometheus' text format, for a file that its agent collects."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from clickstream_spark.measures import QueryProgress

_HELP = {
    "up": "1 while the job runs.",
    "waiting": "1 while the query waits for what it needs.",
    "input_rows_per_second": "Rows that arrived, latest batch.",
    "processed_rows_per_second": "Rows that were processed, latest batch.",
    "read_rows_total": "Rows read since the job began.",
    "written_rows_total": "Rows written since the job began.",
    "dropped_rows_total": "Rows behind the watermark since the job began.",
    "batch_seconds": "Duration of the latest batch, in all and by phase.",
    "batch_end_timestamp_seconds": "When the latest batch ended; now minus this is its age.",
    "state_rows": "Rows that the query remembers.",
    "state_bytes": "Memory they take.",
    "watermark_timestamp_seconds": "Up to which time the query has seen everything.",
    "offsets_behind": "Records of the topic that were not read yet.",
    "latency_seconds": "From the broker's time of a record to the commit, latest batch.",
}

Sample = tuple[str, dict[str, str], float]


def exposition(pipeline: str, *, up: bool, waiting: dict[str, str], latest: Iterable[QueryProgress]) -> str:
    """All metrics of a job, grouped by name as the format wants it."""
    samples: list[Sample] = [("up", {}, float(up))]
    samples += [("waiting", {"query": query, "for": what}, 1.0) for query, what in sorted(waiting.items())]
    for progress in latest:
        samples += [(name, {"query": progress.query, **labels}, value) for name, labels, value in _samples(progress)]
    lines = []
    for name, text in _HELP.items():
        found = [(labels, value) for metric, labels, value in samples if metric == name]
        if found:
            kind = "counter" if name.endswith("_total") else "gauge"
            lines += [f"# HELP clickstream_{name} {text}", f"# TYPE clickstream_{name} {kind}"]
            lines += [_line(name, {"pipeline": pipeline, **labels}, value) for labels, value in found]
    return "\n".join(lines) + "\n"


def _samples(progress: QueryProgress) -> Iterator[Sample]:
    yield "input_rows_per_second", {}, progress.input_rows_per_second
    yield "processed_rows_per_second", {}, progress.processed_rows_per_second
    yield "read_rows_total", {}, progress.rows_read
    yield "written_rows_total", {}, progress.rows_written
    yield "dropped_rows_total", {}, progress.rows_dropped
    for phase, duration_ms in sorted(progress.phases_ms.items()):
        yield "batch_seconds", {"phase": phase}, duration_ms / 1000
    end = datetime.fromisoformat(progress.at) + timedelta(milliseconds=progress.duration_ms)
    yield "batch_end_timestamp_seconds", {}, end.timestamp()
    yield "state_rows", {}, progress.state_rows
    yield "state_bytes", {}, progress.state_bytes
    if progress.watermark is not None:
        yield "watermark_timestamp_seconds", {}, datetime.fromisoformat(progress.watermark).timestamp()
    if progress.offsets_behind is not None:
        yield "offsets_behind", {}, progress.offsets_behind
    for name, latency_ms in (progress.latency_ms or {}).items():
        yield "latency_seconds", {"quantile": f"0.{name[1:]}"}, latency_ms / 1000


def _line(name: str, labels: dict[str, str], value: float) -> str:
    # Labels are names of pipelines, queries and stores: none needs escaping.
    text = ",".join(f'{label}="{content}"' for label, content in labels.items())
    return f"clickstream_{name}{{{text}}} {value:.15g}"
