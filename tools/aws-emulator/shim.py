"""What Terraform's AWS provider and the job submitter ask and moto 5.2.5 does not answer.

The answers are ours: that a cluster of MSK or EMR is "applied" here shows that the provider takes our configuration and
goes through its create, read and delete with it. It says nothing about AWS accepting it. Steps and job runs do nothing:
they are noted, read back and cancelled. Named in docs/deploy.md and docs/operations.md.
"""

import functools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from kafka_gaps import fill_gaps_of_kafka
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError, InvalidPermissionNotFoundError
from moto.ec2.models.security_groups import SecurityGroupBackend, SecurityGroupRule
from moto.emr.responses import ElasticMapReduceResponse
from moto.emrserverless.models import EMRServerlessBackend, JobRun
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket, FakeDeleteMarker


def fill_gaps() -> None:
    """Patches moto; call it once, before it serves."""
    fill_gaps_of_kafka()
    _answer_for_emr()
    _answer_for_autoscaling()
    _describe_rules()
    _leave_conditions_of_buckets()
    _delete_markers()
    _answer_for_emr_serverless()


def _describe_rules() -> None:
    """Moto forgets what a rule that names a group is for."""
    SecurityGroupRule.description = property(
        lambda self: self.ip_range.get("Description") or self.source_group.get("Description")
    )
    for revoke in ("revoke_security_group_egress", "revoke_security_group_ingress"):
        setattr(SecurityGroupBackend, revoke, _naming_lost_rules(getattr(SecurityGroupBackend, revoke)))


def _naming_lost_rules(stock: Callable[..., None]) -> Callable[..., None]:
    """Two groups that name each other are destroyed at once: EC2 has a code of its own for a rule that is gone."""

    def revoke(self: SecurityGroupBackend, *args: Any, **kwargs: Any) -> None:
        try:
            stock(self, *args, **kwargs)
        except InvalidPermissionNotFoundError as error:
            if not kwargs.get("security_rule_ids"):
                raise
            raise EC2ClientError("InvalidSecurityGroupRuleId.NotFound", "The rule does not exist.") from error

    return revoke


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


def _delete_markers() -> None:
    """Moto cannot delete a key that has a delete marker once the versioning of its bucket is suspended."""
    FakeDeleteMarker.dispose = lambda *_: None


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
