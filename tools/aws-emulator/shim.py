"""What Terraform's AWS provider and the job submitter ask and moto 5.2.5 does not answer.

The answers are ours: that a cluster of MSK or EMR is "applied" here shows that the provider takes our configuration and
goes through its create, read and delete with it. It says nothing about AWS accepting it. Steps and job runs do nothing:
they are noted, read back and cancelled. Named in docs/deploy.md and docs/operations.md.
"""

import functools
import json
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.core.responses import ActionResult
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.emr.responses import ElasticMapReduceResponse
from moto.emrserverless.models import EMRServerlessBackend, JobRun
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.kafka import urls as kafka_urls
from moto.kafka.exceptions import BadRequestException, NotFoundException
from moto.kafka.models import FakeKafkaCluster
from moto.kafka.responses import KafkaResponse
from moto.s3.models import FakeBucket

_BROKERS = ",".join(f"b-{broker}.emulated.kafka.amazonaws.com:9098" for broker in (1, 2, 3))


def fill_gaps() -> None:
    """Patches moto; call it once, before it serves."""
    _let_clusters_be_active()
    _answer_for_kafka()
    _answer_for_emr()
    _answer_for_autoscaling()
    _describe_rules()
    _leave_conditions_of_buckets()
    _answer_for_emr_serverless()


def _let_clusters_be_active() -> None:
    """Stock clusters of MSK stay CREATING, and their ARN lacks the name that IAM policies go by."""
    stock = FakeKafkaCluster.__init__

    @functools.wraps(stock)
    def init(self: FakeKafkaCluster, *args: Any, **kwargs: Any) -> None:
        stock(self, *args, **kwargs)
        self.state = "ACTIVE"
        self.arn = self.arn.replace(":cluster/", f":cluster/{self.cluster_name}/") + "-1"

    FakeKafkaCluster.__init__ = init


def _describe_rules() -> None:
    """Moto forgets what a rule that names a group is for."""
    SecurityGroupRule.description = property(
        lambda self: self.ip_range.get("Description") or self.source_group.get("Description")
    )


def _answer_for_autoscaling() -> None:
    """Moto forgets the tags of what scales."""
    stock = ApplicationAutoScalingResponse.register_scalable_target

    def tags(self: ApplicationAutoScalingResponse) -> dict[str, dict[str, str]]:
        kept: dict[str, dict[str, str]] = self.applicationautoscaling_backend.__dict__.setdefault("target_tags", {})
        return kept

    def register(self: ApplicationAutoScalingResponse) -> str:
        answer = stock(self)
        tags(self).setdefault(json.loads(answer)["ScalableTargetARN"], {}).update(self._get_param("Tags") or {})
        return answer

    ApplicationAutoScalingResponse.register_scalable_target = register
    ApplicationAutoScalingResponse.list_tags_for_resource = lambda self: json.dumps(
        {"Tags": tags(self).get(self._get_param("ResourceARN"), {})}
    )


def _leave_conditions_of_buckets() -> None:
    """Moto applies a statement of a bucket policy whatever its condition, so that TLS-only refuses everybody."""

    def permission(self: FakeBucket, action: str, resource: str) -> PermissionResult:
        if self.policy is None:
            return PermissionResult.NEUTRAL
        document = json.loads(self.policy)
        document["Statement"] = [each for each in document["Statement"] if "Condition" not in each]
        return IAMPolicy(json.dumps(document)).is_action_permitted(action, resource)

    FakeBucket.get_permission = permission


def _answer_for_emr() -> None:
    """Moto knows no fleets, no end of idle clusters, no managed scaling and no replacement of nodes."""
    stock = ElasticMapReduceResponse.run_job_flow

    def run(self: ElasticMapReduceResponse) -> ActionResult:
        answer = stock(self)
        cluster = self.backend.clusters[answer.result["JobFlowId"]]
        cluster.unhealthy_node_replacement = self._get_bool_param("Instances.UnhealthyNodeReplacement", False)
        return answer

    def policies(self: ElasticMapReduceResponse) -> dict[str, Any]:
        kept: dict[str, Any] = self.backend.__dict__.setdefault("scaling_policies", {})
        return kept

    def put(self: ElasticMapReduceResponse) -> ActionResult:
        policies(self)[self._get_param("ClusterId")] = self._get_param("ManagedScalingPolicy")
        return ActionResult({})

    def get(self: ElasticMapReduceResponse) -> ActionResult:
        policy = policies(self).get(self._get_param("ClusterId"))
        return ActionResult({"ManagedScalingPolicy": policy} if policy else {})

    def remove(self: ElasticMapReduceResponse) -> ActionResult:
        policies(self).pop(self._get_param("ClusterId"), None)
        return ActionResult({})

    ElasticMapReduceResponse.run_job_flow = run
    ElasticMapReduceResponse.put_managed_scaling_policy = put
    ElasticMapReduceResponse.get_managed_scaling_policy = get
    ElasticMapReduceResponse.remove_managed_scaling_policy = remove
    ElasticMapReduceResponse.list_instance_fleets = lambda _: ActionResult({"InstanceFleets": []})
    ElasticMapReduceResponse.get_auto_termination_policy = lambda _: ActionResult({})
    ElasticMapReduceResponse.cancel_steps = _cancel_steps


def _cancel_steps(self: ElasticMapReduceResponse) -> ActionResult:
    wanted = self._get_param("StepIds", [])
    for step in self.backend.clusters[self._get_param("ClusterId")].steps:
        if step.id in wanted:
            step.state = "CANCELLED"
    return ActionResult({"CancelStepsInfoList": [{"StepId": step, "Status": "SUBMITTED"} for step in wanted]})


def _answer_for_emr_serverless() -> None:
    """Stock job runs end at once, began at midnight, and an application without one knows no list of them."""
    stock_run, stock_list = JobRun.__init__, EMRServerlessBackend.list_job_runs

    @functools.wraps(stock_run)
    def init(self: JobRun, *args: Any, **kwargs: Any) -> None:
        stock_run(self, *args, **kwargs)
        self.state, self.created_at = "RUNNING", datetime.now(tz=UTC).replace(tzinfo=None)

    @functools.wraps(stock_list)
    def list_job_runs(self: EMRServerlessBackend, application_id: str, *args: Any, **kwargs: Any) -> list[JobRun]:
        self.job_runs.setdefault(application_id, [])
        return stock_list(self, application_id, *args, **kwargs)

    JobRun.__init__ = init
    EMRServerlessBackend.list_job_runs = list_job_runs


def _answer_for_kafka() -> None:
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
