"""What to make of a query that failed: wait for what it needs, try again a few times, or leave it to a person."""

from dataclasses import dataclass
from typing import Any

from clickstream_spark.jvm import causes, root_cause

_STORES = {
    "Kafka": ("org.apache.kafka.common.errors.",),
    "S3": ("software.amazon.awssdk.", "org.apache.hadoop.fs.s3a."),
    "the catalog": (
        "org.apache.iceberg.exceptions.ServiceUnavailableException",
        "org.apache.iceberg.exceptions.ServiceFailureException",
        "org.apache.iceberg.exceptions.CommitStateUnknownException",
        "org.apache.iceberg.exceptions.RESTException",
    ),
}
_ATTEMPTS = 3
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1, 30


@dataclass(frozen=True)
class Failure:
    """Why a query ended.

    Attributes:
        store: Who did not answer; None when it was something else.
    """

    store: str | None
    text: str

    def restartable(self, attempt: int, *, drain: bool) -> bool:
        """Whether to try again after so many failures without a batch between them.

        An outage ends by itself, so a stream waits for as long as it takes; somebody waits for the end of a drain.
        """
        return (self.store is not None and not drain) or attempt < _ATTEMPTS


def failure_of(throwable: Any) -> Failure:
    """Judges a Java exception by the classes of its causes, never by their words."""
    names = [str(cause.getClass().getName()) for cause in causes(throwable)]
    found = [store for store, classes in _STORES.items() if any(name.startswith(classes) for name in names)]
    return Failure(store=found[0] if found else None, text=root_cause(throwable))


def pause_s(attempt: int) -> float:
    """How long to wait before the next start: doubling, up to half a minute."""
    return float(min(_FIRST_PAUSE_S * 2 ** (attempt - 1), _LONGEST_PAUSE_S))
