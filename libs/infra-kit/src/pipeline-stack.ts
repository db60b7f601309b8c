import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { manifestSchema, namesOf, type PipelineManifest } from '@clickstream/pipeline';
import type { PolicyDocument } from './access/policy';
import { producerPolicy } from './access/producer';
import { sparkPolicy } from './access/spark';
import { PRODUCER_ACTIONS, SPARK_ACTIONS, trustOf } from './access/trust';
import { alarmsOf, type Alarm, type AlarmLimits } from './alarms';
import { infraEnvironmentSchema, type InfraEnvironment } from './environment';
import { resourcesOf, uriOf, type PipelineResources } from './resources';

/** Long enough for one late batch at the production trigger of 60 s, short enough to be told within minutes. */
const ALARM_PERIOD_SECONDS = 300;

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
   *
   * @throws ZodError when the environment is incomplete.
   */
  addTo(scope: Construct, environment: InfraEnvironment): TerraformStack {
    const target = infraEnvironmentSchema.parse(environment);
    const own = resourcesOf(this.pipeline, target);
    const stack = new TerraformStack(scope, namesOf(this.pipeline).project);
    this.addProvider(stack, target);
    const spark = this.addRole(stack, target, {
      job: 'spark',
      trust: trustOf(target.sparkHostRoleArn, SPARK_ACTIONS),
      access: sparkPolicy(own, target),
    });
    const producer = this.addRole(stack, target, {
      job: 'producer',
      trust: trustOf(target.producerHostRoleArn, PRODUCER_ACTIONS),
      access: producerPolicy(own),
    });
    for (const alarm of alarmsOf(this.manifest, this.limits))
      this.addAlarm(stack, target, own.metricNamespace, alarm);
    this.addOutputs(stack, own, { spark_role_arn: spark.arn, producer_role_arn: producer.arn });
    return stack;
  }

  private addProvider(stack: TerraformStack, { account, region, name }: InfraEnvironment): void {
    new AwsProvider(stack, 'aws', {
      region,
      // Credentials of another environment are refused before anything is read.
      allowedAccountIds: [account],
      defaultTags: [{ tags: { environment: name, pipeline: this.pipeline, owner: this.manifest.owner } }],
    });
  }

  private addRole(
    stack: TerraformStack,
    { name, permissionsBoundaryArn }: InfraEnvironment,
    { job, trust, access }: { job: string; trust: object; access: PolicyDocument },
  ): IamRole {
    const role = new IamRole(stack, `${job}-role`, {
      name: `${name}-${this.pipeline}-${job}`,
      path: '/clickstream/',
      assumeRolePolicy: JSON.stringify(trust),
      permissionsBoundary: permissionsBoundaryArn,
    });
    new IamRolePolicy(stack, `${job}-policy`, {
      name: job,
      role: role.name,
      policy: JSON.stringify(access),
    });
    return role;
  }

  private addAlarm(
    stack: TerraformStack,
    { name, alarmTopicArn }: InfraEnvironment,
    namespace: string,
    { id, query, metric, statistic, threshold, description }: Alarm,
  ): void {
    new CloudwatchMetricAlarm(stack, id, {
      alarmName: `clickstream-${name}-${this.pipeline}-${id}`,
      alarmDescription: description,
      namespace,
      metricName: metric,
      dimensions: { Query: query },
      statistic,
      period: ALARM_PERIOD_SECONDS,
      evaluationPeriods: 1,
      comparisonOperator: 'GreaterThanThreshold',
      threshold,
      treatMissingData: 'breaching',
      alarmActions: [alarmTopicArn],
      okActions: [alarmTopicArn],
    });
  }

  private addOutputs(stack: TerraformStack, own: PipelineResources, roles: Record<string, string>): void {
    const values = {
      ...roles,
      topic: { name: this.pipeline, ...this.manifest.topic },
      checkpoints: uriOf(own.checkpoints),
      artifacts: uriOf(own.artifacts),
      tables: Object.fromEntries(Object.entries(own.tables).map(([query, prefix]) => [query, uriOf(prefix)])),
    };
    for (const [name, value] of Object.entries(values)) new TerraformOutput(stack, name, { value });
  }
}
