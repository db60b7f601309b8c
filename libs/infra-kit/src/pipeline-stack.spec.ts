import { definePipelineStack } from './define';
import { sampleEnvironment } from './sample';
import { namesIn } from './names';
import { idsOf, synthesised } from './testing/synthesised';

const manifest = { name: 'orders', owner: '@acme/checkout' };
const orders = synthesised(definePipelineStack({ manifest }));

const names = namesIn(sampleEnvironment);
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
        compression: 'producer',
      },
      checkpoints: 's3://clickstream-checkpoints-prod/spark/job=orders/',
      artifacts: 's3://clickstream-artifacts-prod/spark/orders/',
      tables: {
        raw_orders: 's3://clickstream-raw-prod/raw_orders/',
        events_orders: 's3://clickstream-curated-prod/events_orders/',
        set_aside_orders: 's3://clickstream-curated-prod/set_aside_orders/',
        sessions_orders: 's3://clickstream-curated-prod/sessions_orders/',
        metrics_minute_orders: 's3://clickstream-curated-prod/metrics_minute_orders/',
        duplicates_orders: 's3://clickstream-curated-prod/duplicates_orders/',
        events_orders_replay: 's3://clickstream-curated-prod/events_orders_replay/',
        sessions_orders_replay: 's3://clickstream-curated-prod/sessions_orders_replay/',
        metrics_minute_orders_replay: 's3://clickstream-curated-prod/metrics_minute_orders_replay/',
      },
    });
  });

  it('goes to the account of its environment only, and says whose it is', () => {
    expect(orders.provider['aws']).toEqual([
      {
        region: 'eu-central-1',
        allowed_account_ids: ['123456789012'],
        default_tags: [
          {
            tags: {
              environment: 'prod',
              platform: 'clickstream',
              pipeline: 'orders',
              owner: '@acme/checkout',
            },
          },
        ],
      },
    ]);
  });
});

describe('the roles', () => {
  it.each(['spark', 'producer'])('%s cannot exceed the boundary of the account', (role) => {
    expect(orders.resource['aws_iam_role']?.[`${role}-role`]).toMatchObject({
      name: `prod-orders-${role}`,
      permissions_boundary: names.policyArn('boundary'),
    });
  });

  it('are taken on by one host role each', () => {
    expect(trust('spark-role')).toMatchObject({
      Statement: [
        {
          Principal: { AWS: names.roleArn('emr-host') },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
        },
      ],
    });
    expect(trust('producer-role')).toMatchObject({
      Statement: [{ Principal: { AWS: names.roleArn('producer-host') }, Action: ['sts:AssumeRole'] }],
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
      alarm_actions: [names.alarmTopicArn],
      ok_actions: [names.alarmTopicArn],
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
