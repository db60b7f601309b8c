"""One run of a pipeline's job: takes the lease, looks before it starts each query, and keeps the queries running.

Settling has a lease of its own: it may run beside the stream, but not twice.
"""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from pyspark.sql import SparkSession
from pyspark.sql.streaming.query import StreamingQuery

from clickstream_spark.alarms import AlarmReporter
from clickstream_spark.checkpoints import require_atomic_checkpoints
from clickstream_spark.cloudwatch import CloudWatch
from clickstream_spark.contract import Contract
from clickstream_spark.data_files import separate_runs
from clickstream_spark.dead_mans_switch import DeadMansSwitch
from clickstream_spark.guard import Guard
from clickstream_spark.lease import Lease
from clickstream_spark.lease_store import LeaseStore
from clickstream_spark.log import JobLog
from clickstream_spark.progress import Outcome, ProgressLog
from clickstream_spark.queries import FROM_TOPIC
from clickstream_spark.replay import compare, replay
from clickstream_spark.replayed import require_compared, require_equal, told
from clickstream_spark.session import build_session
from clickstream_spark.settings import Settings
from clickstream_spark.settle import committed_by, committed_offsets, settle
from clickstream_spark.sources import Sources
from clickstream_spark.stop import StopRequest
from clickstream_spark.stop_order import StopOrders
from clickstream_spark.streams import start_query, waves
from clickstream_spark.supervisor import Supervisor
from clickstream_spark.tables import ensure_tables
from clickstream_spark.unread import unread_seconds

_LOOKS_PER_TERM = 5
"""How often, while a lease lasts, a driver looks for an order to stop."""


@dataclass(frozen=True)
class Work:
    """What a run has to do.

    Attributes:
        queries: Names of the queries to run; none to settle only.
        drain: End when everything in the topic is processed.
        settle: Settle once the queries have ended.
        final: The input has ended: settle closes what is open.
        replay: Broker times between which curated tables are rebuilt from raw and compared.
    """

    queries: Sequence[str]
    drain: bool = False
    settle: bool = False
    final: bool = False
    replay: tuple[datetime, datetime] | None = None


def run(settings: Settings, contract: Contract, work: Work, progress: ProgressLog, log: JobLog) -> Outcome:
    """Does the work.

    Raises:
        PlatformError: A refusal of the lease or the guard, a failure that no restart mends, or RECORDS_LOST.
    """
    spark = build_session(settings, f"{contract.pipeline}-stream")
    log.of_run(spark.sparkContext.applicationId)
    stop = StopRequest()
    stop.listen(spark)
    try:
        separate_runs(spark)
        spark.streams.addListener(progress)
        require_atomic_checkpoints(spark, settings.checkpoints)
        if work.queries:
            supervisor = Supervisor(progress, log, stop, drain=work.drain)
            with (
                _lease(spark, settings, contract.pipeline, log) as holder,
                _obeying(spark, settings, contract, holder, stop),
                _alarms(spark, settings, contract, work.queries, progress, log),
            ):
                _supervise(spark, settings, contract, work.queries, supervisor, log)
        if work.settle and not stop.is_set():
            with _lease(spark, settings, f"{contract.pipeline}/settle", log):
                _settle(spark, settings, contract, log, final=work.final)
        if work.replay and not stop.is_set():
            with _lease(spark, settings, f"{contract.pipeline}/replay", log):
                _replay(spark, settings, contract, log, *work.replay)
    finally:
        spark.stop()
    return "stopped" if stop.is_set() else "drained"


def _settle(spark: SparkSession, settings: Settings, contract: Contract, log: JobLog, *, final: bool) -> None:
    ensure_tables(spark, settings.lake, contract)
    done = settle(spark, settings, contract, committed_offsets(spark, settings, contract), final=final)
    rows = ", ".join(f"{count} rows for {table}" for table, count in done.rows.items())
    log.info("settle", f"settle: {rows or 'nothing to do'}")


def _replay(
    spark: SparkSession, settings: Settings, contract: Contract, log: JobLog, start: datetime, end: datetime
) -> None:
    replay(spark, settings, contract, start, end)
    log.info("replay", "replay: the tables are rebuilt, now they are compared")
    days = compare(spark, settings, contract, start, end)
    require_compared(days, start, end, settings.lake.namespace)
    for line in told(days):
        log.info("replay", f"replay: {line}")
    require_equal(days)


def _supervise(
    spark: SparkSession,
    settings: Settings,
    contract: Contract,
    names: Sequence[str],
    supervisor: Supervisor,
    log: JobLog,
) -> None:
    ensure_tables(spark, settings.lake, contract)
    sources, guard = Sources(spark, settings, contract), Guard(spark, settings, contract)

    def start(name: str) -> StreamingQuery:
        checkpoint = guard.check(name)
        batch, again = checkpoint.next_batch, checkpoint.runs_again
        how = ", which was begun before" if again else ""
        log.info("start", f"{name}: starts with batch {batch}{how}", query=name, batch=batch, again=again)
        return start_query(spark, settings, contract, name, sources.rows_of(name), drain=supervisor.drain)

    for wave in waves(names, drain=supervisor.drain):
        supervisor.run(wave, start)


@contextmanager
def _alarms(
    spark: SparkSession,
    settings: Settings,
    contract: Contract,
    queries: Sequence[str],
    progress: ProgressLog,
    log: JobLog,
) -> Iterator[None]:
    """Publishes what the alarms of the pipeline watch, where there are alarms."""
    if settings.metrics is None:
        yield
        return

    def unread_s() -> dict[str, float]:
        read = {name: committed_by(spark, settings, contract, name) for name in queries if name in FROM_TOPIC}
        return unread_seconds(spark, settings.kafka, contract.topic, read)

    cloudwatch = CloudWatch(spark, settings.metrics)
    reporter = AlarmReporter(progress.alive, unread_s, cloudwatch.put, log)
    reporter.start()
    try:
        yield
    finally:
        reporter.stop()


@contextmanager
def _lease(spark: SparkSession, settings: Settings, name: str, log: JobLog) -> Iterator[str]:
    """Holds the lease; answers how it names this driver."""
    store = LeaseStore(spark, settings.s3, settings.checkpoints, name)
    context = spark.sparkContext
    holder = f"{context.applicationId} on {socket.gethostname()}, started {context.startTime}"
    lease = Lease(store, DeadMansSwitch(spark), holder, settings.lease_seconds)
    lease.acquire(lambda message: log.info("lease", message))
    try:
        yield holder
    finally:
        lease.release()


@contextmanager
def _obeying(
    spark: SparkSession, settings: Settings, contract: Contract, holder: str, stop: StopRequest
) -> Iterator[None]:
    store = LeaseStore(spark, settings.s3, settings.checkpoints, contract.pipeline, "stop.json")
    orders = StopOrders(store, holder, settings.lease_seconds / _LOOKS_PER_TERM, stop.ask)
    try:
        yield
    finally:
        orders.end()
