import type { TerraformStack } from 'cdktf';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { InfraEnvironment } from '../environment';

/** An alarm that also rings when its metric is missing: no news is bad news from what should always run. */
export interface MetricAlarm {
  /** Unique in the stack, and the construct id: it depends on nothing but what is watched. */
  readonly id: string;
  readonly namespace: string;
  readonly metric: string;
  readonly statistic: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly periodSeconds: number;
  /** Rings above this. */
  readonly above?: number;
  /** Rings below this. */
  readonly below?: number;
  readonly description: string;
}

export function addAlarms(
  stack: TerraformStack,
  { name: environment }: Pick<InfraEnvironment, 'name'>,
  topicArn: string,
  alarms: readonly MetricAlarm[],
): void {
  for (const { id, periodSeconds, metric, above, below, description, ...watched } of alarms)
    new CloudwatchMetricAlarm(stack, id, {
      ...watched,
      alarmName: `clickstream-${environment}-${stack.node.id}-${id}`,
      alarmDescription: description,
      metricName: metric,
      period: periodSeconds,
      evaluationPeriods: 1,
      comparisonOperator: above === undefined ? 'LessThanThreshold' : 'GreaterThanThreshold',
      threshold: above ?? below,
      treatMissingData: 'breaching',
      alarmActions: [topicArn],
      okActions: [topicArn],
    });
}
