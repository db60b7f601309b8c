"""The job's own log: one JSON object a line on stderr, for a person's eyes in `message`, for machines in the rest."""

import json
import logging
from datetime import UTC, datetime
from typing import Any, TextIO


class JobLog:
    """Says what happens, each time with the pipeline and the run it happens in."""

    def __init__(self, pipeline: str, out: TextIO) -> None:
        """Begins a log; `run` is known once Spark is up."""
        self._common: dict[str, Any] = {"pipeline": pipeline}
        self._logger = logging.Logger("clickstream_spark", logging.INFO)
        handler = logging.StreamHandler(out)
        handler.setFormatter(_JsonLines())
        self._logger.addHandler(handler)

    def of_run(self, run: str) -> None:
        """Adds the id of the run, Spark's application id."""
        self._common["run"] = run

    def info(self, event: str, message: str, **fields: Any) -> None:
        """All is well."""
        self._write(logging.INFO, event, message, fields)

    def warning(self, event: str, message: str, **fields: Any) -> None:
        """Something went wrong that heals by itself."""
        self._write(logging.WARNING, event, message, fields)

    def error(self, event: str, message: str, **fields: Any) -> None:
        """Somebody has to act."""
        self._write(logging.ERROR, event, message, fields)

    def _write(self, level: int, event: str, message: str, fields: dict[str, Any]) -> None:
        self._logger.log(level, message, extra={"fields": {"event": event} | self._common | fields})


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        fields: dict[str, Any] = record.fields  # type: ignore[attr-defined]
        return json.dumps({"at": at, "level": record.levelname.lower(), **fields, "message": record.getMessage()})
