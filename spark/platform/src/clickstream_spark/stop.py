"""A request to stop, however it is made: SIGTERM or SIGINT, to Python or to the JVM that spark-submit started it in."""

import signal
import threading
from typing import Any

from pyspark.java_gateway import ensure_callback_server_started
from pyspark.sql import SparkSession

_SIGNALS = ("TERM", "INT")


class StopRequest:
    """Set once somebody asks for an orderly end.

    spark-submit runs Python below a JVM, which on a signal would shut Spark down in the middle of a batch. So the
    JVM's own handling is replaced as well.
    """

    def __init__(self) -> None:
        """Listens to nothing yet."""
        self._asked = threading.Event()

    def listen(self, spark: SparkSession) -> None:
        """Takes over the signals of this process and of the JVM."""
        for name in _SIGNALS:
            signal.signal(signal.Signals[f"SIG{name}"], lambda *_: self._asked.set())
        jvm, gateway = spark._jvm, spark.sparkContext._gateway
        assert jvm is not None
        assert gateway is not None
        ensure_callback_server_started(gateway)  # type: ignore[no-untyped-call]
        handler = _JvmHandler(self._asked)
        for name in _SIGNALS:
            jvm.sun.misc.Signal.handle(jvm.sun.misc.Signal(name), handler)

    def ask(self) -> None:
        """Asks for the end."""
        self._asked.set()

    def is_set(self) -> bool:
        """Whether somebody asked."""
        return self._asked.is_set()

    def wait(self, seconds: float) -> bool:
        """Waits at most that long; answers whether somebody asked."""
        return self._asked.wait(seconds)


class _JvmHandler:
    def __init__(self, asked: threading.Event) -> None:
        self._asked = asked

    def handle(self, _signal: Any) -> None:
        self._asked.set()

    class Java:
        implements: tuple[str, ...] = ("sun.misc.SignalHandler",)
