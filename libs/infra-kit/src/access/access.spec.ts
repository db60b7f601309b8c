import { definePipelineStack } from '../define';
import { decide, type Call, type Decision } from '../testing/decide';
import { policyOf, synthesised } from '../testing/synthesised';
import { weaken } from '../testing/weaken';

interface Row extends Call {
  readonly expected: Decision;
}

const kafka = 'arn:aws:kafka:eu-central-1:123456789012';
const cluster = `${kafka}:cluster/clickstream-prod/5e6f-7`;
const topic = (name: string) => `${kafka}:topic/clickstream-prod/5e6f-7/${name}`;
const group = (name: string) => `${kafka}:group/clickstream-prod/5e6f-7/${name}`;
const glue = 'arn:aws:glue:eu-central-1:123456789012';
const table = (name: string) => `${glue}:table/clickstream/${name}`;
const key = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-data';
const s3 = (path: string) => `arn:aws:s3:::${path}`;
const tables = ['raw', 'events', 'set_aside', 'sessions', 'metrics_minute'].map((name) => `${name}_orders`);

const rows = (
  expected: Decision,
  actions: readonly string[],
  resources: readonly string[],
  context?: Call['context'],
): Row[] =>
  actions.flatMap((action) =>
    resources.map((resource) => ({ expected, action, resource, ...(context && { context }) })),
  );

const listing = (expected: Decision, bucket: string, prefix: string): Row[] =>
  rows(expected, ['s3:ListBucket'], [s3(bucket)], { 's3:prefix': prefix });

const viaS3 = { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' };
const change = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'];

/** `orders-eu` is the neighbour: its every name begins with the name of this pipeline. */
const spark: Row[] = [
  ...rows('allowed', ['kafka-cluster:Connect'], [cluster]),
  ...rows('denied', ['kafka-cluster:Connect'], [cluster.replace('prod', 'dev')]),
  ...rows('denied', ['kafka-cluster:AlterCluster', 'kafka-cluster:WriteDataIdempotently'], [cluster]),
  ...rows(
    'allowed',
    [
      'kafka-cluster:DescribeTopic',
      'kafka-cluster:DescribeTopicDynamicConfiguration',
      'kafka-cluster:ReadData',
    ],
    [topic('orders')],
  ),
  ...rows('denied', ['kafka-cluster:WriteData', 'kafka-cluster:DeleteTopic'], [topic('orders')]),
  ...rows('denied', ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], [topic('orders-eu')]),
  ...rows('allowed', ['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'], [group('orders.events-1')]),
  ...rows('denied', ['kafka-cluster:DeleteGroup'], [group('orders.events-1')]),
  ...rows('denied', ['kafka-cluster:AlterGroup'], [group('orders-eu.events-1')]),
  ...rows('allowed', ['glue:GetCatalog'], [`${glue}:catalog`]),
  ...rows('allowed', ['glue:GetDatabase'], [`${glue}:database/clickstream`]),
  ...rows('allowed', ['glue:GetTable', 'glue:CreateTable', 'glue:UpdateTable'], tables.map(table)),
  ...rows('denied', ['glue:DeleteTable'], tables.map(table)),
  ...rows('denied', ['glue:GetTable', 'glue:UpdateTable'], [table('events_orders_eu')]),
  ...rows('denied', ['glue:GetDatabase'], [`${glue}:database/other`]),
  ...rows('denied', ['glue:DeleteDatabase'], [`${glue}:database/clickstream`]),
  ...rows('allowed', ['s3:GetObject'], [s3('artifacts-prod/spark/orders/1.2.3/job.py')]),
  ...rows('denied', ['s3:PutObject', 's3:DeleteObject'], [s3('artifacts-prod/spark/orders/1.2.3/job.py')]),
  ...rows('denied', ['s3:GetObject'], [s3('artifacts-prod/spark/orders-eu/1.2.3/job.py')]),
  ...rows('allowed', change, [s3('checkpoints-prod/spark/job=orders/query=raw/v1/offsets/1')]),
  ...rows('denied', change, [s3('checkpoints-prod/spark/job=orders-eu/query=raw/v1/offsets/1')]),
  ...rows('denied', ['s3:PutObjectAcl'], [s3('checkpoints-prod/spark/job=orders/query=raw/v1/offsets/1')]),
  ...rows(
    'allowed',
    change,
    tables.map((name) => s3(`lake-prod/${name}/metadata/v1.json`)),
  ),
  ...rows('allowed', ['s3:GetObject', 's3:PutObject'], [s3('lake-prod/raw_orders/data/1.parquet')]),
  ...rows(
    'forbidden',
    ['s3:DeleteObject', 's3:DeleteObjectVersion'],
    [s3('lake-prod/raw_orders/data/1.parquet')],
  ),
  ...rows('allowed', ['s3:DeleteObject'], [s3('lake-prod/raw_orders/database.json')]),
  ...rows('denied', ['s3:DeleteObjectVersion'], [s3('lake-prod/events_orders/data/1.parquet')]),
  ...rows('denied', change, [s3('lake-prod/events_orders_eu/data/1.parquet')]),
  ...rows('denied', change, [s3('lake-prod/raw_orders_eu/data/1.parquet')]),
  ...rows('denied', change, [s3('lake-prod/set_aside_orders_eu/data/1.parquet')]),
  ...rows('denied', change, [s3('lake-prod/sessions_orders_eu/data/1.parquet')]),
  ...rows('denied', change, [s3('lake-prod/metrics_minute_orders_eu/data/1.parquet')]),
  ...listing('allowed', 'artifacts-prod', 'spark/orders/'),
  ...listing('denied', 'artifacts-prod', 'spark/orders-eu/'),
  ...listing('denied', 'lake-prod', 'spark/orders/'),
  ...listing('allowed', 'checkpoints-prod', 'spark/job=orders/query=raw/'),
  ...listing('denied', 'checkpoints-prod', 'spark/job=orders-eu/'),
  ...listing('denied', 'lake-prod', 'spark/job=orders/'),
  ...tables.flatMap((name) => listing('allowed', 'lake-prod', `${name}/data/`)),
  ...tables.flatMap((name) => listing('denied', 'lake-prod', `${name}_eu/data/`)),
  ...listing('denied', 'lake-prod', ''),
  ...listing('denied', 'checkpoints-prod', 'raw_orders/data/'),
  ...['artifacts-prod', 'checkpoints-prod', 'lake-prod'].flatMap((bucket) =>
    ['spark/orders/', 'spark/job=orders/', 'raw_orders/'].flatMap((prefix) =>
      rows('denied', ['s3:DeleteBucket', 's3:PutBucketPolicy'], [s3(bucket)], { 's3:prefix': prefix }),
    ),
  ),
  ...rows('allowed', ['kms:Decrypt', 'kms:GenerateDataKey'], [key], viaS3),
  ...rows('denied', ['kms:Decrypt'], [key]),
  ...rows('denied', ['kms:ScheduleKeyDeletion'], [key], viaS3),
  ...rows('denied', ['kms:Decrypt'], [key.replace('data', 'other')], viaS3),
  ...rows('allowed', ['cloudwatch:PutMetricData'], ['*'], {
    'cloudwatch:namespace': 'clickstream/prod/orders',
  }),
  ...rows('denied', ['cloudwatch:PutMetricData'], ['*'], {
    'cloudwatch:namespace': 'clickstream/prod/orders-eu',
  }),
  ...rows('denied', ['cloudwatch:DeleteAlarms'], ['*'], {
    'cloudwatch:namespace': 'clickstream/prod/orders',
  }),
  ...rows('denied', ['iam:PassRole', 'sts:AssumeRole', 'secretsmanager:GetSecretValue'], ['*']),
];

const producer: Row[] = [
  ...rows('allowed', ['kafka-cluster:Connect', 'kafka-cluster:WriteDataIdempotently'], [cluster]),
  ...rows('denied', ['kafka-cluster:Connect'], [cluster.replace('prod', 'dev')]),
  ...rows('denied', ['kafka-cluster:AlterCluster'], [cluster]),
  ...rows('allowed', ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], [topic('orders')]),
  ...rows(
    'denied',
    [
      'kafka-cluster:ReadData',
      'kafka-cluster:CreateTopic',
      'kafka-cluster:AlterTopicDynamicConfiguration',
      'kafka-cluster:DeleteTopic',
    ],
    [topic('orders')],
  ),
  ...rows('denied', ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], [topic('orders-eu')]),
  ...rows('denied', ['s3:GetObject'], [s3('lake-prod/raw_orders/data/1.parquet')]),
];

const stack = synthesised(definePipelineStack({ manifest: { name: 'orders', owner: '@acme/checkout' } }));

describe.each([
  ['spark', spark],
  ['producer', producer],
])('the %s role of a pipeline', (role, table) => {
  const document = policyOf(stack, `${role}-policy`);

  it.each(table)('has $action on $resource $expected', ({ expected, ...call }) => {
    expect(decide(document, call)).toBe(expected);
  });

  it.each(weaken(document))('is guarded against $what', ({ document: weakened }) => {
    const noticed = table.some(({ expected, ...call }) => decide(weakened, call) !== expected);
    expect(noticed).toBe(true);
  });
});

it('names every action and every resource but one: metrics have none', () => {
  const statements = ['spark', 'producer'].flatMap((role) => policyOf(stack, `${role}-policy`).Statement);
  expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  expect(statements.filter(({ Resource }) => Resource.includes('*')).map(({ Sid }) => Sid)).toEqual([
    'PublishMetrics',
  ]);
});

it('fits in a role: IAM takes 10,240 characters of inline policy', () => {
  expect(JSON.stringify(policyOf(stack, 'spark-policy')).length).toBeLessThan(10_240);
});
