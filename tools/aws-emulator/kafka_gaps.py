"""What is asked of Amazon MSK and moto 5.2.5 does not answer; see `shim.py`."""

import functools
import json
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from moto.kafka import urls as kafka_urls
from moto.kafka.exceptions import BadRequestException, NotFoundException
from moto.kafka.models import FakeKafkaCluster
from moto.kafka.responses import KafkaResponse

_BROKERS = ",".join(f"b-{broker}.emulated.kafka.amazonaws.com:9098" for broker in (1, 2, 3))


def fill_gaps_of_kafka() -> None:
    """Patches moto; call it once, before it serves."""
    _let_clusters_be_active()
    _answer_for_configurations_and_brokers()


def _let_clusters_be_active() -> None:
    """Clusters of MSK stay CREATING in moto, and their ARN lacks the name that IAM policies go by."""
    stock = FakeKafkaCluster.__init__

    @functools.wraps(stock)
    def init(self: FakeKafkaCluster, *args: Any, **kwargs: Any) -> None:
        stock(self, *args, **kwargs)
        self.state = "ACTIVE"
        # SDKs read a time only with its zone.
        self.creation_time = datetime.now(tz=UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        self.arn = self.arn.replace(":cluster/", f":cluster/{self.cluster_name}/") + "-1"

    FakeKafkaCluster.__init__ = init


def _answer_for_configurations_and_brokers() -> None:
    """Configurations do not exist in moto; of clusters it lacks the brokers' addresses and a proper "not found"."""
    paths = kafka_urls.url_paths
    # It would take the name of a cluster's sub-resource for a part of its ARN.
    del paths["{0}/v1/clusters/(?P<clusterArn>[^/]+)/policy$"]
    for path in ("{0}/v1/configurations$", "{0}/v1/configurations/(?P<arn>.+)$"):
        paths[path] = KafkaResponse.dispatch
    KafkaResponse.describe_cluster = _or_not_found(KafkaResponse.describe_cluster)
    KafkaResponse.describe_cluster_v2 = _or_not_found(KafkaResponse.describe_cluster_v2)
    KafkaResponse.get_bootstrap_brokers = lambda _: json.dumps({"bootstrapBrokerStringSaslIam": _BROKERS})
    KafkaResponse.list_scram_secrets = lambda _: json.dumps({"secretArnList": []})
    KafkaResponse.create_configuration = _create_configuration
    KafkaResponse.describe_configuration = _describe_configuration
    KafkaResponse.describe_configuration_revision = _describe_configuration_revision
    KafkaResponse.delete_configuration = _delete_configuration


def _or_not_found(stock: Callable[[KafkaResponse], str]) -> Callable[[KafkaResponse], str]:
    def describe(self: KafkaResponse) -> str:
        try:
            return stock(self)
        except KeyError as error:
            raise NotFoundException("The cluster does not exist.") from error

    return describe


def _configurations(self: KafkaResponse) -> dict[str, dict[str, Any]]:
    """Of the account and region that are asked."""
    found: dict[str, dict[str, Any]] = self.kafka_backend.__dict__.setdefault("configurations", {})
    return found


def _configuration(self: KafkaResponse) -> dict[str, Any]:
    arn = re.sub(r"/revisions/.*", "", unquote(self.parsed_url.path.split("/configurations/")[1]))
    if arn not in _configurations(self):
        # The real service says so, and with a "not found" the provider's destroy fails.
        raise BadRequestException("Configuration ARN does not exist")
    return _configurations(self)[arn]


def _create_configuration(self: KafkaResponse) -> str:
    name = self._get_param("name")
    backend = self.kafka_backend
    arn = f"arn:aws:kafka:{backend.region_name}:{backend.account_id}:configuration/{name}/{uuid.uuid4()}-1"
    now = datetime.now(tz=UTC).isoformat()
    revision = {"creationTime": now, "description": "", "revision": 1}
    summary = {"arn": arn, "creationTime": now, "latestRevision": revision, "name": name, "state": "ACTIVE"}
    details = {
        "description": self._get_param("description") or "",
        "kafkaVersions": self._get_param("kafkaVersions") or [],
    }
    _configurations(self)[arn] = {
        "summary": summary | details,
        "revision": revision | {"arn": arn, "serverProperties": self._get_param("serverProperties")},
    }
    return json.dumps(summary)


def _describe_configuration(self: KafkaResponse) -> str:
    return json.dumps(_configuration(self)["summary"])


def _describe_configuration_revision(self: KafkaResponse) -> str:
    return json.dumps(_configuration(self)["revision"])


def _delete_configuration(self: KafkaResponse) -> str:
    arn = _configuration(self)["summary"]["arn"]
    del _configurations(self)[arn]
    return json.dumps({"arn": arn, "state": "DELETING"})
