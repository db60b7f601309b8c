"""Amazon CloudWatch, through the client that iceberg-aws-bundle brings."""

from collections.abc import Sequence
from typing import Any

from pyspark.sql import SparkSession

from clickstream_spark.alarms import Reading
from clickstream_spark.settings import Metrics

_TIMEOUT_S = 20


class CloudWatch:
    """Metrics in one namespace; the role of a job may write to that of its own pipeline only."""

    def __init__(self, spark: SparkSession, metrics: Metrics) -> None:
        """Connects with the credentials of the job."""
        assert spark._jvm is not None
        self._jvm: Any = spark._jvm
        self._namespace = metrics.namespace
        sdk = self._jvm.software.amazon.awssdk
        timeout = self._jvm.java.time.Duration.ofSeconds(_TIMEOUT_S)
        builder = (
            sdk.services.cloudwatch.CloudWatchClient.builder()
            .region(sdk.regions.Region.of(metrics.region))
            .overrideConfiguration(
                sdk.core.client.config.ClientOverrideConfiguration.builder().apiCallTimeout(timeout).build()
            )
            .httpClientBuilder(sdk.http.apache.ApacheHttpClient.builder())
        )
        if metrics.endpoint is not None:
            builder = builder.endpointOverride(self._jvm.java.net.URI.create(metrics.endpoint))
        self._client = builder.build()

    def put(self, readings: Sequence[Reading]) -> None:
        """Publishes numbers of this moment; a pipeline has fewer than the 1,000 that one request takes."""
        if not readings:
            return
        data = self._jvm.java.util.ArrayList()
        for reading in readings:
            data.add(self._datum(reading))
        request = self._models.PutMetricDataRequest.builder().namespace(self._namespace).metricData(data).build()
        self._client.putMetricData(request)

    def _datum(self, reading: Reading) -> Any:
        query = self._models.Dimension.builder().name("Query").value(reading.query).build()
        dimensions = self._jvm.java.util.Collections.singletonList(query)
        return (
            self._models.MetricDatum.builder()
            .metricName(reading.metric)
            .dimensions(dimensions)
            .value(float(reading.value))
            .unit(reading.unit)
            .build()
        )

    @property
    def _models(self) -> Any:
        return self._jvm.software.amazon.awssdk.services.cloudwatch.model
