"""Errors that come out of the JVM: of Spark, Kafka, the catalog or S3."""

from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors.exceptions.captured import CapturedException

from clickstream_spark.errors import PlatformError

JvmError = (Py4JJavaError, CapturedException)
"""What PySpark raises for a Java exception, with or without a Python class of its own."""


def spark_failed(error: Py4JJavaError | CapturedException) -> PlatformError:
    """The error in one line; its Java stack goes to the JVM's stderr, which is Spark's log."""
    throwable = throwable_of(error)
    throwable.printStackTrace()
    return PlatformError(
        "SPARK_FAILED",
        root_cause(throwable),
        next="read Spark's log for the whole story; the job can be started again, nothing is lost",
        retry="backoff",
    )


def throwable_of(error: Py4JJavaError | CapturedException) -> Any:
    """The Java exception behind a Python one."""
    return error.java_exception if isinstance(error, Py4JJavaError) else error._origin


def causes(throwable: Any) -> list[Any]:
    """The exception and what caused it, outermost first."""
    chain = [throwable]
    while chain[-1].getCause() is not None:
        chain.append(chain[-1].getCause())
    return chain


def root_cause(throwable: Any) -> str:
    """The innermost exception, its class and the first line of its message."""
    innermost = causes(throwable)[-1]
    first_line = str(innermost.getMessage()).strip().split("\n", 1)[0]
    return f"{innermost.getClass().getSimpleName()}: {first_line}"
