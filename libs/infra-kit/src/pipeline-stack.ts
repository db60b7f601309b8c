import type { TerraformStack } from 'cdktf';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { manifestSchema, namesOf, type PipelineManifest } from '@clickstream/pipeline';
import { PIPELINE_ROLES, pipelineRoles } from './access/pipeline-roles';
import { alarmsOf, type AlarmLimits } from './alarms';
import { namesIn } from './names';
import { resourcesOf, uriOf } from './resources';
import { addAlarms } from './stacks/alarm';
import { addRole } from './stacks/role';
import { addAwsProvider, addOutputs, newStack, type Target } from './stacks/stack';

/** The infrastructure of one pipeline; it becomes a Terraform stack once it is added to an environment. */
export class PipelineStack {
  private readonly manifest: PipelineManifest;

  /** @throws ZodError when `manifest` is not the content of a valid pipeline.json. */
  constructor(
    manifest: unknown,
    private readonly limits: AlarmLimits,
  ) {
    this.manifest = manifestSchema.parse(manifest);
  }

  get pipeline(): string {
    return this.manifest.name;
  }

  /**
   * Every id below follows from the name of the pipeline, and never from an index or an order: Terraform destroys and
   * creates again what changes its id.
   */
  addTo(target: Target): TerraformStack {
    const { environment } = target;
    const { pipeline } = this;
    const own = resourcesOf(pipeline, environment);
    const stack = newStack(target, namesOf(pipeline).project);
    addAwsProvider(stack, environment, { pipeline, owner: this.manifest.owner });
    const roles = pipelineRoles(pipeline, environment);
    const arns = PIPELINE_ROLES.map((kind) => {
      const role = addRole(stack, environment, roles[kind], kind);
      const policy = JSON.stringify(roles[kind].access);
      new IamRolePolicy(stack, `${kind}-policy`, { name: kind, role: role.name, policy });
      return [`${kind}_role_arn`, role.arn];
    });
    addAlarms(
      stack,
      environment,
      namesIn(environment).alarmTopicArn,
      alarmsOf(this.manifest, this.limits, own.metricNamespace),
    );
    addOutputs(stack, {
      ...Object.fromEntries(arns),
      topic: { name: pipeline, ...this.manifest.topic },
      checkpoints: uriOf(own.checkpoints),
      artifacts: uriOf(own.artifacts),
      tables: Object.fromEntries(
        [own.raw, ...Object.values(own.curated)].map((prefix) => [prefix.path.slice(0, -1), uriOf(prefix)]),
      ),
    });
    return stack;
  }
}
