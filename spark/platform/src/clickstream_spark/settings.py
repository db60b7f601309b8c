"""What a job needs to know about its environment; the job submitter passes it as JSON, it holds no secret.

Credentials of S3 and the catalog come from AWS's default chain: the role of the job, or the variables
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
"""

from dataclasses import dataclass
from typing import Literal

from clickstream_spark import shape


@dataclass(frozen=True)
class Kafka:
    """Where the log is and how to prove who we are."""

    bootstrap_servers: tuple[str, ...]
    auth: Literal["none", "msk-iam"]


@dataclass(frozen=True)
class ObjectStore:
    """S3; an endpoint means a store that is not AWS and uses path-style addresses."""

    endpoint: str | None
    region: str


@dataclass(frozen=True)
class Lake:
    """The Iceberg REST catalog and the namespace of all tables.

    Attributes:
        raw_location: Where the raw tables lie, without a slash at the end; None where the catalog decides.
    """

    catalog_uri: str
    warehouse: str
    namespace: str
    signing_name: str
    raw_location: str | None


@dataclass(frozen=True)
class Metrics:
    """Where the numbers go that alarms watch; an endpoint means that it is not AWS."""

    namespace: str
    region: str
    endpoint: str | None


@dataclass(frozen=True)
class Settings:
    """One environment.

    Attributes:
        checkpoints: Root of all checkpoints, an s3:// URI without a slash at the end.
        shuffle_partitions: State partitions of a query; the first start of a checkpoint fixes it.
        max_records_per_batch: How much of its source a batch reads at most.
        trigger_seconds: By query, how often a batch starts.
        lease_seconds: How long a driver that is not heard of keeps others from starting.
        progress_file: Where the job keeps its latest progress, see progress.py.
        metrics: None where there are no alarms.
    """

    kafka: Kafka
    s3: ObjectStore
    lake: Lake
    checkpoints: str
    shuffle_partitions: int
    max_records_per_batch: int
    trigger_seconds: dict[str, int]
    lease_seconds: int
    progress_file: str
    metrics: Metrics | None


def read_settings(text: str) -> Settings:
    """Reads the settings from JSON.

    Raises:
        PlatformError: BAD_SETTINGS with the key and what was found there.
    """
    return shape.read_text(
        Settings,
        text,
        where="--settings",
        code="BAD_SETTINGS",
        next="start the job with job-submitter",
    )
