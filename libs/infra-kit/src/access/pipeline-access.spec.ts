import { sampleEnvironment } from '../sample';
import { describeAccess, listing, rows, s3, type Row } from '../testing/access-table';
import { pipelineRoles } from './pipeline-roles';
import { curatedTables } from '../tables';

const kafka = 'arn:aws:kafka:eu-central-1:123456789012';
const cluster = `${kafka}:cluster/clickstream-prod/5e6f-7`;
const topic = (name: string) => `${kafka}:topic/clickstream-prod/5e6f-7/${name}`;
const group = (name: string) => `${kafka}:group/clickstream-prod/5e6f-7/${name}`;
const glue = 'arn:aws:glue:eu-central-1:123456789012';
const table = (name: string) => `${glue}:table/clickstream/${name}`;
const key = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-data';
const BUCKETS = ['artifacts', 'checkpoints', 'curated', 'raw'].map((name) => `clickstream-${name}-prod`);
const curated = curatedTables('orders');
const tables = ['raw_orders', ...curated];
const bucketOf = (table: string) =>
  table.startsWith('raw_') ? 'clickstream-raw-prod' : 'clickstream-curated-prod';

const viaS3 = {
  'kms:ViaService': 's3.eu-central-1.amazonaws.com',
  'kms:ResourceAliases': ['alias/clickstream-prod'],
};
const otherKey = { ...viaS3, 'kms:ResourceAliases': ['alias/other'] };
const direct = { 'kms:ResourceAliases': ['alias/clickstream-prod'] };
const change = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'];

/** `orders-eu` is the neighbour: its every name begins with the name of this pipeline. */
const spark: Row[] = [
  ...rows('allowed', ['kafka-cluster:Connect'], [cluster]),
  ...rows(
    'denied',
    ['kafka-cluster:Connect'],
    [cluster.replace('prod', 'dev'), cluster.replace('prod', 'prod-2')],
  ),
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
  ...rows('allowed', ['s3:GetObject'], [s3('clickstream-artifacts-prod/spark/orders/1.2.3/job.py')]),
  ...rows(
    'denied',
    ['s3:PutObject', 's3:DeleteObject'],
    [s3('clickstream-artifacts-prod/spark/orders/1.2.3/job.py')],
  ),
  ...rows('denied', ['s3:GetObject'], [s3('clickstream-artifacts-prod/spark/orders-eu/1.2.3/job.py')]),
  ...rows('allowed', change, [s3('clickstream-checkpoints-prod/spark/job=orders/query=raw/v1/offsets/1')]),
  ...rows('denied', change, [s3('clickstream-checkpoints-prod/spark/job=orders-eu/query=raw/v1/offsets/1')]),
  ...rows(
    'denied',
    ['s3:PutObjectAcl'],
    [s3('clickstream-checkpoints-prod/spark/job=orders/query=raw/v1/offsets/1')],
  ),
  ...rows(
    'allowed',
    change,
    tables.map((name) => s3(`${bucketOf(name)}/${name}/metadata/v1.json`)),
  ),
  ...rows(
    'allowed',
    ['s3:GetObject', 's3:PutObject'],
    [s3('clickstream-raw-prod/raw_orders/data/1.parquet')],
  ),
  ...rows(
    'forbidden',
    ['s3:DeleteObject', 's3:DeleteObjectVersion'],
    [s3('clickstream-raw-prod/raw_orders/data/1.parquet')],
  ),
  ...rows('allowed', ['s3:DeleteObject'], [s3('clickstream-raw-prod/raw_orders/database.json')]),
  ...rows(
    'denied',
    ['s3:DeleteObjectVersion'],
    [s3('clickstream-curated-prod/events_orders/data/1.parquet')],
  ),
  ...rows('denied', change, [s3('clickstream-curated-prod/events_orders_eu/data/1.parquet')]),
  ...rows('denied', change, [s3('clickstream-raw-prod/raw_orders_eu/data/1.parquet')]),
  ...rows('denied', change, [s3('clickstream-curated-prod/set_aside_orders_eu/data/1.parquet')]),
  ...rows('denied', change, [s3('clickstream-curated-prod/sessions_orders_eu/data/1.parquet')]),
  ...rows('denied', change, [s3('clickstream-curated-prod/metrics_minute_orders_eu/data/1.parquet')]),
  ...listing('allowed', 'clickstream-artifacts-prod', 'spark/orders/'),
  ...listing('denied', 'clickstream-artifacts-prod', 'spark/orders-eu/'),
  ...listing('denied', 'clickstream-curated-prod', 'spark/orders/'),
  ...listing('allowed', 'clickstream-checkpoints-prod', 'spark/job=orders/query=raw/'),
  ...listing('denied', 'clickstream-checkpoints-prod', 'spark/job=orders-eu/'),
  ...listing('denied', 'clickstream-curated-prod', 'spark/job=orders/'),
  ...tables.flatMap((name) => listing('allowed', bucketOf(name), `${name}/data/`)),
  ...tables.flatMap((name) => listing('denied', bucketOf(name), `${name}_eu/data/`)),
  ...listing('denied', 'clickstream-raw-prod', 'events_orders/'),
  ...listing('denied', 'clickstream-curated-prod', ''),
  ...listing('denied', 'clickstream-checkpoints-prod', 'raw_orders/data/'),
  ...BUCKETS.flatMap((bucket) =>
    ['spark/orders/', 'spark/job=orders/', 'raw_orders/', 'events_orders/'].flatMap((prefix) =>
      rows('denied', ['s3:DeleteBucket', 's3:PutBucketPolicy'], [s3(bucket)], { 's3:prefix': prefix }),
    ),
  ),
  ...rows('allowed', ['kms:Decrypt', 'kms:GenerateDataKey'], [key], viaS3),
  ...rows('denied', ['kms:Decrypt'], [key], direct),
  ...rows('denied', ['kms:ScheduleKeyDeletion'], [key], viaS3),
  ...rows('denied', ['kms:Decrypt'], [key], otherKey),
  ...rows(
    'denied',
    ['kms:Decrypt'],
    [key.replace('key/', 'keys/'), key.replace(/\d{12}/, '999999999999')],
    viaS3,
  ),
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
  ...rows(
    'denied',
    ['kafka-cluster:Connect'],
    [cluster.replace('prod', 'dev'), cluster.replace('prod', 'prod-2')],
  ),
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
  ...rows('denied', ['s3:GetObject'], [s3('clickstream-raw-prod/raw_orders/data/1.parquet')]),
];

const roles = pipelineRoles('orders', sampleEnvironment);

describe.each([
  ['spark', spark],
  ['producer', producer],
] as const)('the %s role of a pipeline', (role, table) => describeAccess(roles[role].access, table));
