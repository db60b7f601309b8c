"""Runs a pipeline's streaming job: what every `spark/pipelines/<name>/job.py` calls."""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from clickstream_spark.contract import BUNDLED, Contract, read_contract
from clickstream_spark.errors import PlatformError
from clickstream_spark.jvm import JvmError, spark_failed
from clickstream_spark.log import JobLog
from clickstream_spark.progress import Outcome, ProgressLog
from clickstream_spark.queries import QUERIES, names_of
from clickstream_spark.run import Work, run
from clickstream_spark.settings import read_settings


def main(pipeline: str, arguments: Sequence[str] | None = None) -> int:
    """Runs the job until it is stopped, or with --drain until everything in the topic is processed.

    Returns:
        Exit code: 0 stopped or drained; 1 failed, and starting again is all it needs; 2 refused, a person has to act.
    """
    options = _parser(pipeline).parse_args(arguments)
    try:
        settings = read_settings(options.settings)
        contract = _contract_of(pipeline)
        log = JobLog(pipeline, sys.stderr)
        progress = ProgressLog(pipeline, Path(settings.progress_file), log)
        work = _work_of(options, contract)
        _reported(progress, lambda: run(settings, contract, work, progress, log))
    except PlatformError as error:
        sys.stderr.write(f"{error.one_line()}\n")
        return error.exit_code
    return 0


def _reported(progress: ProgressLog, job: Callable[[], Outcome]) -> None:
    """Leaves the outcome in the progress file, whatever it is."""
    try:
        progress.finish(job())
        progress.require_healthy()
    except JvmError as error:
        failure = spark_failed(error)
        progress.finish("failed", failure.one_line())
        raise failure from error
    except PlatformError as error:
        progress.finish("refused" if error.exit_code == 2 else "failed", error.one_line())
        raise
    except Exception as error:
        progress.finish("failed", f"INTERNAL  {error!r}")
        raise


def _contract_of(pipeline: str) -> Contract:
    contract = read_contract(BUNDLED)
    if contract.pipeline != pipeline:
        raise PlatformError(
            "BAD_CONTRACT",
            f"the contract is of pipeline {contract.pipeline}, the job of {pipeline}",
            where=str(BUNDLED),
            next="make the bundle again",
            exit_code=2,
        )
    return contract


def _work_of(options: argparse.Namespace, contract: Contract) -> Work:
    queries = options.queries or names_of(contract)
    if (options.settle or options.replay) and not options.drain:
        queries = []
    replay = tuple(options.replay) if options.replay else None
    return Work(queries, drain=options.drain, settle=options.settle, final=options.final, replay=replay)


def _parser(pipeline: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="job.py", description=f"Streams pipeline {pipeline} from Kafka to Iceberg.")
    parser.add_argument("--settings", required=True, metavar="JSON", help="what job-submitter says of the place")
    parser.add_argument("--queries", type=_query_names, help=f"comma list of: {', '.join(QUERIES)}")
    parser.add_argument("--drain", action="store_true", help="process what is in the topic now, then end")
    parser.add_argument("--settle", action="store_true", help="name duplicates, heal sessions: after --drain, or alone")
    parser.add_argument("--final", action="store_true", help="with --settle: the input has ended, close what is open")
    parser.add_argument(
        "--replay",
        nargs=2,
        type=_instant,
        metavar=("FROM", "TO"),
        help="rebuild from raw what the broker had between two instants, and compare",
    )
    return parser


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} has no zone, write it like 2026-03-01T00:00:00Z")
    return instant


def _query_names(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in QUERIES:
            raise argparse.ArgumentTypeError(f"unknown query {name!r}, allowed: {', '.join(QUERIES)}")
    return names
