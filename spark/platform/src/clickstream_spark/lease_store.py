"""An object in S3 that names a driver: its lease, only ever written conditionally, or an order for it."""

import json
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlparse

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from clickstream_spark.settings import ObjectStore

_REQUEST_TIMEOUT_S = 3
_NOT_THERE = "NoSuchKey"
_OTHERS_WERE_FASTER = ("PreconditionFailed", "ConditionalRequestConflict", _NOT_THERE)


@dataclass(frozen=True)
class HeldLease:
    """A lease that somebody holds or held.

    Attributes:
        tag: Changes with each renewal.
        age_s: Since the last renewal, by the clock of the store.
    """

    holder: str
    tag: str
    age_s: float

    def older_than(self, seconds: int) -> bool:
        """Whether it ran out; the store's clock shows whole seconds, so one more has to pass."""
        return self.age_s > seconds + 1


class LeaseStore:
    """The lease object of one pipeline, or another one beside it."""

    def __init__(
        self, spark: SparkSession, s3: ObjectStore, checkpoints: str, pipeline: str, file: str = "lease.json"
    ) -> None:
        """Connects with the credentials of the job, through the S3 client that Iceberg brings."""
        jvm = spark._jvm
        assert jvm is not None
        self._jvm: Any = jvm
        self._models: Any = jvm.software.amazon.awssdk.services.s3.model
        self._client = _client(jvm, s3)
        url = urlparse(checkpoints)
        self._bucket = url.netloc
        self._key = f"{url.path.strip('/')}/job={pipeline}/{file}".lstrip("/")
        self.address = f"s3://{self._bucket}/{self._key}"

    def read(self) -> HeldLease | None:
        """The lease as it is, or None when nobody holds it."""
        request = self._models.GetObjectRequest.builder().bucket(self._bucket).key(self._key).build()
        try:
            found = self._client.getObjectAsBytes(request)
        except Py4JJavaError as error:
            if _code_of(error) == _NOT_THERE:
                return None
            raise
        response = found.response()
        headers = response.sdkHttpResponse()
        now = parsedate_to_datetime(headers.firstMatchingHeader("Date").get())
        return HeldLease(
            holder=json.loads(found.asUtf8String())["holder"],
            tag=response.eTag(),
            age_s=now.timestamp() - response.lastModified().getEpochSecond(),
        )

    def put(self, content: str, *, replaces: str | None) -> str | None:
        """Writes the lease if it still is what the caller knows.

        Args:
            content: Of the object.
            replaces: The tag that it must have; None when there must be none.

        Returns:
            The new tag, or None when another writer was faster.
        """
        request = self._models.PutObjectRequest.builder().bucket(self._bucket).key(self._key)
        request = request.ifNoneMatch("*") if replaces is None else request.ifMatch(replaces)
        body = self._jvm.software.amazon.awssdk.core.sync.RequestBody.fromString(content)
        try:
            return str(self._client.putObject(request.build(), body).eTag())
        except Py4JJavaError as error:
            if _code_of(error) in _OTHERS_WERE_FASTER:
                return None
            raise

    def delete(self) -> None:
        """Removes the lease; only its holder may."""
        self._client.deleteObject(
            self._models.DeleteObjectRequest.builder().bucket(self._bucket).key(self._key).build()
        )


def _client(jvm: Any, s3: ObjectStore) -> Any:
    sdk = jvm.software.amazon.awssdk
    timeout = jvm.java.time.Duration.ofSeconds(_REQUEST_TIMEOUT_S)
    limits = sdk.core.client.config.ClientOverrideConfiguration.builder().apiCallTimeout(timeout).build()
    builder = (
        sdk.services.s3.S3Client.builder()
        .region(sdk.regions.Region.of(s3.region))
        .overrideConfiguration(limits)
        .httpClientBuilder(sdk.http.apache.ApacheHttpClient.builder())
    )
    if s3.endpoint is not None:
        builder = builder.endpointOverride(jvm.java.net.URI.create(s3.endpoint)).forcePathStyle(True)
    return builder.build()


def _code_of(error: Py4JJavaError) -> str | None:
    """S3's own name of the error; None when there was no answer."""
    thrown: Any = error.java_exception
    if not thrown.getClass().getName().startswith("software.amazon.awssdk.services."):
        return None
    return str(thrown.awsErrorDetails().errorCode())
