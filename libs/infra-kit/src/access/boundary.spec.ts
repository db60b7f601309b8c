import { sampleEnvironment } from '../sample';
import { describeAccess, rows, s3, type Row } from '../testing/access-table';
import { decide } from '../testing/decide';
import { boundaryPolicy } from './boundary';
import { pipelineRoles } from './pipeline-roles';
import type { Statement } from './policy';
import { ciRoles, platformRoles } from './roles';

const boundary = boundaryPolicy(sampleEnvironment);
const arn = (service: string, what: string) => `arn:aws:${service}:eu-central-1:123456789012:${what}`;
const BUCKETS = ['raw', 'curated', 'checkpoints', 'artifacts', 'logs', 'state'].map(
  (name) => `clickstream-${name}-prod`,
);
const OBJECTS = [
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:GetObject',
  's3:GetObjectVersion',
  's3:PutObject',
];
const KEY = ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'];
const LOGS = ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'];

const table: Row[] = [
  ...rows('allowed', ['kafka-cluster:Connect'], [arn('kafka', 'cluster/clickstream-prod/1')]),
  ...rows('allowed', ['kafka-cluster:ReadData'], [arn('kafka', 'topic/clickstream-prod/1/orders')]),
  ...rows('allowed', ['kafka-cluster:AlterGroup'], [arn('kafka', 'group/clickstream-prod/1/orders.x')]),
  ...rows(
    'denied',
    ['kafka-cluster:Connect'],
    [
      arn('kafka', 'cluster/clickstream-dev/1'),
      arn('kafka', 'cluster/clickstream-prod-2/1'),
      arn('kafka', 'topic/clickstream-prod/x'),
      arn('kafka', 'topic/clickstream-prod/1'),
      arn('kafka', 'group/clickstream-prod/1'),
    ],
  ),
  ...rows('denied', ['kafka:DeleteCluster'], [arn('kafka', 'cluster/clickstream-prod/1')]),
  ...rows(
    'allowed',
    ['glue:GetTable'],
    [arn('glue', 'catalog'), arn('glue', 'database/clickstream'), arn('glue', 'table/clickstream/x')],
  ),
  ...rows(
    'denied',
    ['glue:GetTable'],
    [arn('glue', 'database/other'), arn('glue', 'table/other/x'), arn('glue', 'table/clickstreams/x')],
  ),
  ...rows('allowed', ['s3:ListBucket', 's3:GetBucketLocation'], BUCKETS.map(s3)),
  ...rows('denied', ['s3:DeleteBucket', 's3:PutBucketPolicy'], BUCKETS.map(s3)),
  ...rows('denied', ['s3:ListBucket'], [s3('clickstream-raw-dev')]),
  ...rows(
    'allowed',
    OBJECTS,
    BUCKETS.map((bucket) => s3(`${bucket}/folder/x`)),
  ),
  ...rows(
    'denied',
    [...OBJECTS, 's3:PutObjectAcl'],
    BUCKETS.flatMap((bucket) => [s3(`${bucket}-2/x`), s3(bucket)]),
  ),
  ...rows('denied', ['s3:PutObjectAcl', 's3:DeleteObjectVersion'], [s3('clickstream-curated-prod/x')]),
  ...rows(
    'forbidden',
    ['s3:DeleteObject', 's3:DeleteObjectVersion'],
    [s3('clickstream-raw-prod/raw_orders/data/1.parquet')],
  ),
  ...rows('allowed', ['s3:DeleteObject'], [s3('clickstream-raw-prod/raw_orders/database.json')]),
  ...rows('allowed', KEY, [arn('kms', 'key/1')]),
  ...rows('denied', ['kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy'], [arn('kms', 'key/1')]),
  ...rows(
    'denied',
    ['kms:Decrypt'],
    [arn('kms', 'keys/1'), arn('kms', 'key/1').replace('123456789012', '999999999999')],
  ),
  ...rows(
    'allowed',
    ['sts:AssumeRole', 'sts:TagSession'],
    ['arn:aws:iam::123456789012:role/clickstream/prod-orders-spark'],
  ),
  ...rows(
    'denied',
    ['sts:AssumeRole', 'sts:TagSession'],
    ['arn:aws:iam::123456789012:role/clickstream/dev-submitter', 'arn:aws:iam::123456789012:role/admin'],
  ),
  ...rows(
    'denied',
    ['sts:GetFederationToken'],
    ['arn:aws:iam::123456789012:role/clickstream/prod-orders-spark'],
  ),
  ...rows('allowed', ['elasticmapreduce:AddJobFlowSteps'], [arn('elasticmapreduce', 'cluster/j-1')]),
  ...rows(
    'denied',
    ['elasticmapreduce:CreateStudio'],
    [arn('elasticmapreduce', 'studio/1'), arn('elasticmapreduce', 'clusters/1')],
  ),
  ...rows('allowed', ['ecr:PutImage'], [arn('ecr', 'repository/clickstream-prod/producer')]),
  ...rows(
    'denied',
    ['ecr:PutImage'],
    [arn('ecr', 'repository/clickstream-dev/producer'), arn('ecr', 'repository/clickstream-prod-x')],
  ),
  ...rows('allowed', LOGS, [arn('logs', 'log-group:/clickstream/prod/network:x')]),
  ...rows('denied', LOGS, [
    arn('logs', 'log-group:/clickstream/dev/network:x'),
    arn('logs', 'log-group:/clickstream/prod-x'),
  ]),
  ...rows('denied', ['logs:DeleteLogGroup'], [arn('logs', 'log-group:/clickstream/prod/network:x')]),
  ...rows(
    'allowed',
    ['secretsmanager:GetSecretValue'],
    ['key', 'key-passphrase', 'key-2', 'key-2-passphrase'].map((which) =>
      arn('secretsmanager', `secret:clickstream/prod/snowflake-loader-${which}-a1b2c3`),
    ),
  ),
  ...rows('denied', ['secretsmanager:GetSecretValue'], [arn('secretsmanager', 'secret:other-a1b2c3')]),
  ...rows(
    'denied',
    ['secretsmanager:PutSecretValue'],
    [arn('secretsmanager', 'secret:clickstream/prod/snowflake-loader-key-a1b2c3')],
  ),
  ...rows(
    'allowed',
    ['cloudwatch:PutMetricData', 'ecr:GetAuthorizationToken', 'elasticmapreduce:ListClusters'],
    ['*'],
  ),
  ...rows(
    'denied',
    ['cloudwatch:DeleteAlarms', 'iam:CreateRole', 'iam:PassRole', 'ec2:RunInstances'],
    ['*', 'arn:aws:iam::123456789012:role/clickstream/prod-x'],
  ),
];

describe('the boundary', () => describeAccess(boundary, table));

/** A call that a statement is there for. */
const exampleOf = ({ Action, Resource }: Statement) =>
  Action.flatMap((action) =>
    Resource.map((resource) => ({ action, resource: resource.replaceAll('?', 'x') })),
  );

it.each(
  [
    ...platformRoles(sampleEnvironment),
    ...ciRoles(sampleEnvironment),
    ...Object.values(pipelineRoles('orders', sampleEnvironment)),
  ]
    .filter(({ bounded }) => bounded)
    .map(({ name, access }) => [name, access] as const),
)('leaves the role %s all it is for', (_, { Statement }) => {
  const allowed = Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(exampleOf);
  expect(allowed.filter((call) => decide(boundary, call) !== 'allowed')).toEqual([]);
});
