"""Keeps a batch that is run again from overwriting the data files of its first run.

Iceberg names a data file by query, batch, partition and task number. Spark counts tasks from 0 in every run, so a batch
that reached the table before a crash, and is run again by the next driver, can meet its own names: its new file, with
the same rows but other bytes, replaces the one that the table's metadata describes, and the table cannot be read.
"""

import hashlib

from pyspark.sql import SparkSession

_BLOCK_BITS = 20
"""Tasks that a run starts before it could reach the numbers of another: a million, and then only by bad luck."""


def separate_runs(spark: SparkSession) -> None:
    """Counts the tasks of this run from a number that no other run uses; called before the first query starts."""
    context = spark.sparkContext
    count_tasks_from(spark, first_task_number(f"{context.applicationId} {context.startTime}"))


def first_task_number(run: str) -> int:
    """A number of its own for each run, far from that of any other, within a signed 64-bit integer."""
    digest = hashlib.sha256(run.encode()).digest()
    return int.from_bytes(digest[:5], "big") << _BLOCK_BITS


def count_tasks_from(spark: SparkSession, number: int) -> None:
    """Sets the number of the next task."""
    # Spark has no setting for it, but its scheduler's counter is public: scheduler.nextTaskId().set(number). It is put
    # together in the JVM, because a counter that crosses over to Python arrives as a plain number.
    jvm, gateway = spark._jvm, spark.sparkContext._gateway
    assert jvm is not None
    assert gateway is not None
    scheduler = spark.sparkContext._jsc.sc().taskScheduler()
    counter = jvm.java.lang.Class.forName("java.util.concurrent.atomic.AtomicLong")
    handles, signature = jvm.java.lang.invoke.MethodHandles, jvm.java.lang.invoke.MethodType.methodType
    next_task_id = handles.publicLookup().findVirtual(scheduler.getClass(), "nextTaskId", signature(counter))
    void, long = jvm.java.lang.Void.TYPE, jvm.java.lang.Long.TYPE
    set_counter = handles.publicLookup().findVirtual(counter, "set", signature(void, long))
    first = gateway.new_array(jvm.java.lang.invoke.MethodHandle, 1)
    first[0] = next_task_id
    handles.filterArguments(set_counter, 0, first).invokeWithArguments([scheduler, number])
