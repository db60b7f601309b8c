"""One run of a pipeline's job: takes the lease, looks before it starts each query, and keeps the queries running."""

import socket
from collections.abc import Sequence

from pyspark.sql import SparkSession
from pyspark.sql.streaming.query import StreamingQuery

from clickstream_spark.checkpoints import require_atomic_checkpoints
from clickstream_spark.contract import Contract
from clickstream_spark.data_files import separate_runs
from clickstream_spark.dead_mans_switch import DeadMansSwitch
from clickstream_spark.guard import Guard
from clickstream_spark.lease import Lease
from clickstream_spark.lease_store import LeaseStore
from clickstream_spark.log import JobLog
from clickstream_spark.progress import Outcome, ProgressLog
from clickstream_spark.session import build_session
from clickstream_spark.settings import Settings
from clickstream_spark.sources import Sources
from clickstream_spark.stop import StopRequest
from clickstream_spark.streams import start_query, waves
from clickstream_spark.supervisor import Supervisor
from clickstream_spark.tables import ensure_table


def run(
    settings: Settings, contract: Contract, names: Sequence[str], progress: ProgressLog, log: JobLog, *, drain: bool
) -> Outcome:
    """Runs the named queries to their end.

    Raises:
        PlatformError: A refusal of the lease or the guard, or a failure that no restart mends.
    """
    spark = build_session(settings, f"{contract.pipeline}-stream")
    log.of_run(spark.sparkContext.applicationId)
    stop = StopRequest()
    stop.listen(spark)
    try:
        separate_runs(spark)
        spark.streams.addListener(progress)
        require_atomic_checkpoints(spark, settings.checkpoints)
        lease = _lease(spark, settings, contract)
        lease.acquire(lambda message: log.info("lease", message))
        try:
            _supervise(spark, settings, contract, names, Supervisor(progress, log, stop, drain=drain))
        finally:
            lease.release()
    finally:
        spark.stop()
    return "stopped" if stop.is_set() else "drained"


def _supervise(
    spark: SparkSession, settings: Settings, contract: Contract, names: Sequence[str], supervisor: Supervisor
) -> None:
    for table in contract.tables.values():
        ensure_table(spark, settings.lake.namespace, table)
    sources, guard = Sources(spark, settings, contract), Guard(spark, settings, contract)

    def start(name: str) -> StreamingQuery:
        guard.check(name)
        return start_query(spark, settings, contract, name, sources.rows_of(name), drain=supervisor.drain)

    for wave in waves(names, drain=supervisor.drain):
        supervisor.run(wave, start)


def _lease(spark: SparkSession, settings: Settings, contract: Contract) -> Lease:
    store = LeaseStore(spark, settings.s3, settings.checkpoints, contract.pipeline)
    context = spark.sparkContext
    holder = f"{context.applicationId} on {socket.gethostname()}, started {context.startTime}"
    return Lease(store, DeadMansSwitch(spark), holder, settings.lease_seconds)
