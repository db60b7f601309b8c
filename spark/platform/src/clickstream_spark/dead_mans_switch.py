"""A timer inside the JVM that ends the process at once, unless it is set again in time.

It lives in the JVM because that is where commits are made: it fires even if Python hangs. Java's timers run on the
monotonic clock, which goes on while a process is frozen, so a process that thaws too late ends before it does harm.
"""

from typing import Any

from pyspark.sql import SparkSession

EXIT_CODE = 1
"""Failed and restartable: whoever watches the process may start it again."""


class DeadMansSwitch:
    """Not armed until it is set for the first time."""

    def __init__(self, spark: SparkSession) -> None:
        """Makes the timer's thread."""
        jvm = spark._jvm
        assert jvm is not None
        self._jvm: Any = jvm
        self._halt = _halt(jvm, spark.sparkContext._gateway)
        self._timer = jvm.java.util.concurrent.ScheduledThreadPoolExecutor(1)
        self._timer.setRemoveOnCancelPolicy(True)
        self._pending: Any = None

    def set(self, seconds: float) -> None:
        """Lets the process live for so long, counted from now."""
        milliseconds = int(max(0.0, seconds) * 1000)
        pending = self._timer.schedule(self._halt, milliseconds, self._jvm.java.util.concurrent.TimeUnit.MILLISECONDS)
        if self._pending is not None:
            self._pending.cancel(False)
        self._pending = pending

    def disarm(self) -> None:
        """Lets the process live, and end: the timer's thread would keep the JVM from it."""
        self._timer.shutdownNow()

    def fire(self) -> None:
        """Ends the process now."""
        self._halt.run()


def _halt(jvm: Any, gateway: Any) -> Any:
    """`() -> Runtime.getRuntime().halt(EXIT_CODE)` as a Java object: no shutdown hook runs, no commit is finished."""
    invoke = jvm.java.lang.invoke
    handles = invoke.MethodHandles
    signature = invoke.MethodType.methodType(jvm.java.lang.Void.TYPE, jvm.java.lang.Integer.TYPE)
    runtime = jvm.java.lang.Runtime.getRuntime()
    halt = handles.publicLookup().bind(runtime, "halt", signature)
    arguments = gateway.new_array(jvm.java.lang.Object, 1)
    arguments[0] = EXIT_CODE
    bound = handles.insertArguments(halt, 0, arguments)
    runnable = jvm.java.lang.Class.forName("java.lang.Runnable")
    return invoke.MethodHandleProxies.asInterfaceInstance(runnable, bound)
