import os
import signal
from collections.abc import Callable, Iterator

import pytest
from clickstream_spark.stop import StopRequest
from pyspark.sql import SparkSession


@pytest.fixture(autouse=True)
def _keep_handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def to_python(_spark: SparkSession, name: str) -> None:
    os.kill(os.getpid(), signal.Signals[f"SIG{name}"])


def to_jvm(spark: SparkSession, name: str) -> None:
    jvm = spark._jvm
    assert jvm is not None
    getattr(jvm.sun.misc.Signal, "raise")(jvm.sun.misc.Signal(name))


# PySpark starts its JVM deaf to SIGINT; spark-submit does not.
@pytest.mark.parametrize(("send", "name"), [(to_python, "TERM"), (to_python, "INT"), (to_jvm, "TERM")])
def test_a_signal_asks_for_an_orderly_end(
    spark: SparkSession, send: Callable[[SparkSession, str], None], name: str
) -> None:
    stop = StopRequest()
    stop.listen(spark)
    assert not stop.is_set()

    send(spark, name)

    assert stop.wait(10)
