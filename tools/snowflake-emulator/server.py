"""A Snowflake emulator that the real Node driver can talk to: fakesnow's server behind an adapter.

fakesnow is made for the Python driver. README.md lists what is changed on the way and why.
"""

from argparse import ArgumentParser
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from json import dumps
from pathlib import Path
from typing import Any

import duckdb
import fakesnow.copy_into as copy_into
import fakesnow.info_schema as info_schema
import fakesnow.server as fs
import pyarrow as pa
import uvicorn
from fakesnow.cursor import FakeSnowflakeCursor
from fakesnow.instance import FakeSnow
from fakesnow.transforms import stage
from snowflake.connector.errors import ProgrammingError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# How the driver is told to read values; it fails on a format that is not named.
FORMATS = {
    "BINARY_OUTPUT_FORMAT": "HEX",
    "DATE_OUTPUT_FORMAT": "YYYY-MM-DD",
    "TIME_OUTPUT_FORMAT": "HH24:MI:SS",
    "TIMESTAMP_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
    "TIMESTAMP_NTZ_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3",
    "TIMESTAMP_LTZ_OUTPUT_FORMAT": "",
    "TIMESTAMP_TZ_OUTPUT_FORMAT": "",
    # Below it the driver puts bound arrays on a stage.
    "CLIENT_STAGE_ARRAY_BINDING_THRESHOLD": 1_000_000_000,
}


# Statements that are accepted and do nothing here.
IGNORED = [r"^\s*ALTER SESSION SET\b"]


class DriverResponse(JSONResponse):
    """An answer in the form that the Node driver reads: rows as JSON texts, never Arrow."""

    def __init__(self, content: dict[str, Any], status_code: int = 200, **rest: Any) -> None:
        """Rewrites the content of an answer."""
        data = content.get("data") or {}
        if status_code >= 500:
            # The driver tries a 500 again for minutes; an error of a statement is an answer.
            content, data, status_code = {**content, "data": {}}, {}, 200
        if data.get("queryResultFormat") == "arrow":
            data["rowset"] = rows_of(data.pop("rowsetBase64"), data["rowtype"])
            data["queryResultFormat"] = "json"
        if "rowset" in data:
            # Without it the driver never calls back.
            data["returned"] = len(data["rowset"])
        if "parameters" in data:
            data["parameters"] = with_formats(data["parameters"])
        if "stageInfo" in data:
            data["stageInfo"]["region"] = ""
        super().__init__(content, status_code=status_code, **rest)


def with_formats(parameters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Adds the formats that the driver needs to the parameters of an answer."""
    kept = [parameter for parameter in parameters if parameter["name"] not in FORMATS]
    return kept + [{"name": name, "value": value} for name, value in FORMATS.items()]


def rows_of(encoded: str, rowtype: list[dict[str, Any]]) -> list[list[str | None]]:
    """Decodes Arrow into the texts that Snowflake sends in a JSON row set."""
    if not encoded:
        return []
    table = pa.ipc.open_stream(b64decode(encoded)).read_all()
    columns = [
        [text_of(value, kind["type"].lower()) for value in column.to_pylist()]
        for column, kind in zip(table.columns, rowtype, strict=True)
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def text_of(value: Any, kind: str) -> str | None:
    """Writes one value as Snowflake's JSON row sets do."""
    if value is None:
        return None
    if kind == "boolean":
        return "1" if value else "0"
    return WRITERS.get(type(value), str)(value)


def _instant(value: datetime) -> str:
    moment = value if value.tzinfo else value.replace(tzinfo=UTC)
    micros = (moment - EPOCH) // timedelta(microseconds=1)
    return f"{micros // 1_000_000}.{micros % 1_000_000:06d}000"


def _struct(value: dict[str, Any]) -> str | None:
    """A timestamp as fakesnow packs it for Arrow; anything else is semi-structured."""
    if "epoch" not in value:
        return dumps(value)
    if value["epoch"] is None:
        return None
    text = f"{value['epoch']}.{value.get('fraction') or 0:09d}"
    return f"{text} 1440" if "timezone" in value else text


WRITERS: dict[type, Callable[[Any], str | None]] = {
    bool: lambda value: "1" if value else "0",
    bytes: lambda value: value.hex().upper(),
    date: lambda value: str((value - EPOCH.date()).days),
    datetime: _instant,
    dict: _struct,
    list: dumps,
    time: lambda value: f"{value.hour * 3600 + value.minute * 60 + value.second}.{value.microsecond:06d}000",
    Decimal: str,
}


def from_binding(binding: dict[str, Any]) -> Any:
    """Reads a bound value; a whole array is typed by its first element, so numbers may have a fraction after all."""
    value = binding["value"]
    if value is None:
        return None
    if binding["type"] == "FIXED" and "." in value:
        return Decimal(value)
    return _from_binding(binding)


_from_binding = fs.from_binding
_connect = FakeSnow.connect
_execute = FakeSnowflakeCursor.execute
_source_urls = copy_into._source_urls
_comment_sql = info_schema.insert_table_comment_sql


def comment_sql(catalog: str, schema: str, table: str, comment: str) -> str:
    """Writes a table's comment only when there is one: fakesnow would write to two databases in one transaction."""
    return _comment_sql(catalog, schema, table, comment) if comment else "SELECT 1"


def execute(cursor: FakeSnowflakeCursor, *arguments: Any, **options: Any) -> Any:
    """Runs a statement; rows that it refuses are an error of the statement, as in Snowflake, and no defect."""
    try:
        return _execute(cursor, *arguments, **options)
    except duckdb.ConstraintException as error:
        raise ProgrammingError(msg=str(error), errno=100072, sqlstate="22000") from error
    except (duckdb.ConversionException, duckdb.InvalidInputException) as error:
        raise ProgrammingError(msg=str(error), errno=100038, sqlstate="22018") from error
    except duckdb.Error as error:
        if not str(arguments[0]).lstrip().upper().startswith("COPY"):
            raise
        raise ProgrammingError(msg=str(error), errno=100069, sqlstate="22000") from error


def connect(instance: FakeSnow, database: str | None = None, schema: str | None = None, **options: Any) -> Any:
    """Opens a session; as in Snowflake it begins in schema PUBLIC when it names none."""
    return _connect(instance, database, schema or "PUBLIC", **options)


def source_urls(source: str, files: list[str]) -> list[str]:
    """Finds files that a COPY names on an internal stage, which fakesnow does only for external ones."""
    if "://" in source or not files:
        return _source_urls(source, files)
    return [str(Path(source) / file) for file in files]


async def probe(request: Request) -> Response:
    """Tells the driver whether a file is on a stage, which it asks before it uploads."""
    return Response(status_code=200 if (Path(stage.LOCAL_BUCKET_PATH) / request.path_params["path"]).exists() else 404)


async def telemetry(_: Request) -> Response:
    """Takes the driver's telemetry and forgets it."""
    return JSONResponse({"success": True})


def main() -> None:
    """Serves until it is stopped."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="a free port")
    parser.add_argument("--data", type=Path, help="folder that keeps committed rows (default: memory)")
    options = parser.parse_args()
    if options.data:
        options.data.mkdir(parents=True, exist_ok=True)
    fs.shared_fs = FakeSnow(db_path=options.data, nop_regexes=IGNORED)
    fs.JSONResponse = DriverResponse
    fs.from_binding = from_binding
    info_schema.insert_table_comment_sql = comment_sql
    copy_into._source_urls = source_urls
    FakeSnowflakeCursor.execute = execute
    FakeSnow.connect = connect
    fs.app.router.routes[:0] = [
        Route("/fs_bucket/{path:path}", probe, methods=["GET", "HEAD"]),
        Route("/telemetry/send", telemetry, methods=["POST"]),
    ]
    uvicorn.run(fs.app, host="127.0.0.1", port=options.port, log_level="warning")


if __name__ == "__main__":
    main()
