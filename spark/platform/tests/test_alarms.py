"""What the alarms of a pipeline get to see, and how it reaches CloudWatch."""

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from typing import Any

import pytest
from clickstream_spark.alarms import AlarmReporter, Reading, readings
from clickstream_spark.cloudwatch import CloudWatch
from clickstream_spark.log import JobLog
from clickstream_spark.progress import Liveness
from clickstream_spark.settings import Metrics
from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession


def test_all_queries_say_how_long_ago_they_did_something_and_what_they_dropped_since() -> None:
    alive = {"events": Liveness(95.0, 12), "raw": Liveness(10.0, 0)}
    before = {"events": Liveness(35.0, 10)}
    assert readings(alive, before, {"events": 7200.0, "raw": 0.0}, now_s=100.0) == [
        Reading("BatchAge", "events", 5.0, "Seconds"),
        Reading("RowsDroppedByWatermark", "events", 2, "Count"),
        Reading("BatchAge", "raw", 90.0, "Seconds"),
        Reading("RowsDroppedByWatermark", "raw", 0, "Count"),
        Reading("OldestUnreadAge", "events", 7200.0, "Seconds"),
        Reading("OldestUnreadAge", "raw", 0.0, "Seconds"),
    ]


def test_drops_are_published_once_and_a_failure_is_logged_and_tried_again(spark: SparkSession) -> None:
    jvm: Any = spark._jvm
    published: list[float] = []
    enough = threading.Event()

    def publish(found: Any) -> None:
        if not published:
            published.append(-1.0)
            jvm.java.net.URI.create("not a URI")
        published.append(next(one.value for one in found if one.metric == "RowsDroppedByWatermark"))
        if len(published) > 2:
            enough.set()

    out = StringIO()
    alive = {"events": Liveness(95.0, 3)}
    reporter = AlarmReporter(lambda: alive, dict, publish, JobLog("shop", out), period_s=0.01)
    reporter.start()
    assert enough.wait(20)
    reporter.stop()
    assert published[:3] == [-1.0, 3, 0]
    assert "URISyntaxException" in json.loads(out.getvalue().splitlines()[0])["message"]


class _Receiver(BaseHTTPRequestHandler):
    """Keeps what it is sent; refuses the second request."""

    bodies: list[bytes]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.bodies.append(gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body)
        self.send_response(200 if len(self.bodies) == 1 else 403)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    _Receiver.bodies = []
    server = HTTPServer(("127.0.0.1", 0), _Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_numbers_go_to_the_namespace_and_a_refusal_is_an_error(spark: SparkSession, endpoint: str) -> None:
    jvm: Any = spark._jvm
    for name in ("aws.accessKeyId", "aws.secretAccessKey"):
        jvm.java.lang.System.setProperty(name, "key")
    cloudwatch = CloudWatch(spark, Metrics("clickstream/prod/shop", "eu-central-1", endpoint))
    cloudwatch.put([Reading("BatchAge", "events", 5.0, "Seconds")])
    (body,) = _Receiver.bodies
    # The protocol is the client's affair (a binary one); texts stand in it as they are.
    for text in (b"clickstream/prod/shop", b"BatchAge", b"Query", b"events", b"Seconds"):
        assert text in body
    cloudwatch.put([])
    with pytest.raises(Py4JJavaError, match="CloudWatchException"):
        cloudwatch.put([Reading("BatchAge", "events", 5.0, "Seconds")])
