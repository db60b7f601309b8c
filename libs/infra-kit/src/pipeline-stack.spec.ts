import { definePipelineStack } from './define';
import { sampleEnvironment } from './sample';
import { synthesised, type Synthesised } from './testing/synthesised';

const manifest = { name: 'orders', owner: '@acme/checkout' };
const orders = synthesised(definePipelineStack({ manifest }));

const idsOf = ({ resource }: Synthesised): string[] =>
  Object.entries(resource).flatMap(([type, byId]) => Object.keys(byId).map((id) => `${type}.${id}`));

const alarms = Object.entries(orders.resource['aws_cloudwatch_metric_alarm'] ?? {});
const trust = (role: string) =>
  JSON.parse(String(orders.resource['aws_iam_role']?.[role]?.['assume_role_policy'])) as object;

describe('the stack of a pipeline', () => {
  it('is two roles with their policies and a closed list of alarms', () => {
    expect(idsOf(orders).sort()).toEqual([
      'aws_cloudwatch_metric_alarm.batch-age-events',
      'aws_cloudwatch_metric_alarm.batch-age-metrics_minute',
      'aws_cloudwatch_metric_alarm.batch-age-raw',
      'aws_cloudwatch_metric_alarm.batch-age-sessions',
      'aws_cloudwatch_metric_alarm.batch-age-set_aside',
      'aws_cloudwatch_metric_alarm.oldest-unread-age-events',
      'aws_cloudwatch_metric_alarm.oldest-unread-age-raw',
      'aws_cloudwatch_metric_alarm.oldest-unread-age-set_aside',
      'aws_cloudwatch_metric_alarm.rows-dropped-events',
      'aws_cloudwatch_metric_alarm.rows-dropped-metrics_minute',
      'aws_cloudwatch_metric_alarm.rows-dropped-sessions',
      'aws_iam_role.producer-role',
      'aws_iam_role.spark-role',
      'aws_iam_role_policy.producer-policy',
      'aws_iam_role_policy.spark-policy',
    ]);
  });

  it('keeps its ids whatever else changes', () => {
    const elsewhere = { ...sampleEnvironment, name: 'dev' as const, region: 'eu-west-1' };
    const other = { ...manifest, owner: '@acme/other', topic: { partitions: 12 } };
    expect(idsOf(synthesised(definePipelineStack({ manifest: other }), elsewhere))).toEqual(idsOf(orders));
    expect(idsOf(synthesised(definePipelineStack({ manifest: { ...manifest, name: 'web' } })))).toEqual(
      idsOf(orders),
    );
  });

  it('tells the producer and the submitter what they need, by name', () => {
    const values = Object.entries(orders.output).map(([name, { value }]) => [name, value]);
    expect(Object.fromEntries(values)).toEqual({
      spark_role_arn: '${aws_iam_role.spark-role.arn}',
      producer_role_arn: '${aws_iam_role.producer-role.arn}',
      topic: {
        name: 'orders',
        partitions: 4,
        retentionMs: 172_800_000,
        segmentMs: 21_600_000,
        maxMessageBytes: 1_048_576,
      },
      checkpoints: 's3://checkpoints-prod/spark/job=orders/',
      artifacts: 's3://artifacts-prod/spark/orders/',
      tables: {
        raw: 's3://lake-prod/raw_orders/',
        events: 's3://lake-prod/events_orders/',
        set_aside: 's3://lake-prod/set_aside_orders/',
        sessions: 's3://lake-prod/sessions_orders/',
        metrics_minute: 's3://lake-prod/metrics_minute_orders/',
      },
    });
  });

  it('goes to the account of its environment only, and says whose it is', () => {
    expect(orders.provider['aws']).toEqual([
      {
        region: 'eu-central-1',
        allowed_account_ids: ['123456789012'],
        default_tags: [{ tags: { environment: 'prod', pipeline: 'orders', owner: '@acme/checkout' } }],
      },
    ]);
  });

  it('refuses an environment with a mistake, and one with a key it does not know', () => {
    const stack = definePipelineStack({ manifest });
    expect(() => synthesised(stack, { ...sampleEnvironment, alarmTopicArn: 'alarms' })).toThrow(
      /alarmTopicArn/,
    );
    const secret = { ...sampleEnvironment, secretAccessKey: 'x' };
    expect(() => synthesised(stack, secret)).toThrow(/secretAccessKey/);
  });

  it('takes a cluster whose id is not known yet', () => {
    const kafkaClusterArn = sampleEnvironment.kafkaClusterArn.replace('5e6f-7', '*');
    const early = synthesised(definePipelineStack({ manifest }), { ...sampleEnvironment, kafkaClusterArn });
    expect(JSON.stringify(early)).toContain(':topic/clickstream-prod/*/orders\\"');
  });
});

describe('the roles', () => {
  it.each(['spark', 'producer'])('%s cannot exceed the boundary of the account', (role) => {
    expect(orders.resource['aws_iam_role']?.[`${role}-role`]).toMatchObject({
      name: `prod-orders-${role}`,
      permissions_boundary: sampleEnvironment.permissionsBoundaryArn,
    });
  });

  it('are taken on by one host role each', () => {
    expect(trust('spark-role')).toMatchObject({
      Statement: [
        {
          Principal: { AWS: sampleEnvironment.sparkHostRoleArn },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
        },
      ],
    });
    expect(trust('producer-role')).toMatchObject({
      Statement: [{ Principal: { AWS: sampleEnvironment.producerHostRoleArn }, Action: ['sts:AssumeRole'] }],
    });
  });

  it('have names that IAM takes, for the longest pipeline in the longest environment', () => {
    const name = 'a'.repeat(40);
    const { resource } = synthesised(definePipelineStack({ manifest: { ...manifest, name } }), {
      ...sampleEnvironment,
      name: 'staging',
    });
    const roles = Object.values(resource['aws_iam_role'] ?? {}).map((role) => String(role['name']));
    expect(roles.map((role) => role.length)).toEqual([54, 57]);
  });
});

describe('the alarms', () => {
  it.each(alarms)('%s rings when its metric is missing, and reaches a person', (_, alarm) => {
    expect(alarm).toMatchObject({
      namespace: 'clickstream/prod/orders',
      comparison_operator: 'GreaterThanThreshold',
      treat_missing_data: 'breaching',
      alarm_actions: [sampleEnvironment.alarmTopicArn],
      ok_actions: [sampleEnvironment.alarmTopicArn],
    });
  });

  it.each([
    ['rows-dropped-events', 'RowsDroppedByWatermark', 'Sum', 0],
    ['batch-age-raw', 'BatchAge', 'Maximum', 600],
    ['oldest-unread-age-raw', 'OldestUnreadAge', 'Maximum', 86_400],
  ])('%s watches %s: its %s is above %i', (id, metric_name, statistic, threshold) => {
    expect(Object.fromEntries(alarms)[id]).toMatchObject({ metric_name, statistic, threshold });
  });

  it('follow the retention of the topic and the age the team allows', () => {
    const { resource } = synthesised(
      definePipelineStack({
        manifest: { ...manifest, topic: { retentionMs: 7_200_000 } },
        maxBatchAgeSeconds: 90,
      }),
    );
    expect(resource['aws_cloudwatch_metric_alarm']).toMatchObject({
      'oldest-unread-age-events': { threshold: 3_600 },
      'batch-age-events': { threshold: 90 },
    });
  });
});
