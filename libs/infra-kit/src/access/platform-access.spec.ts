import { ciRoles, platformRoles as platformRolesOf } from './roles';
import { sampleEnvironment } from '../sample';
import { describeAccess, listing, rows, s3, type Row } from '../testing/access-table';

const role = (name: string) => `arn:aws:iam::123456789012:role/clickstream/${name}`;
const key = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-data';
const otherKeys = [key.replace('key/', 'keys/'), key.replace(/\d{12}/, '999999999999')];
const via = (service: string, alias = 'alias/clickstream-prod') => ({
  'kms:ViaService': `${service}.eu-central-1.amazonaws.com`,
  'kms:ResourceAliases': [alias],
});
const kafka = (kind: string, name: string) => `arn:aws:kafka:eu-central-1:123456789012:${kind}/${name}`;
const glue = (what: string) => `arn:aws:glue:eu-central-1:123456789012:${what}`;
const secret = (name: string) => `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}`;
const cluster = 'arn:aws:elasticmapreduce:eu-central-1:123456789012:cluster/j-1';
const logs = (group: string) => `arn:aws:logs:eu-central-1:123456789012:log-group:${group}`;
const image = (name: string) => `arn:aws:ecr:eu-central-1:123456789012:repository/${name}`;

/** Use of the environment's key through some services, of no other key and in no other way. */
const usesKey = (services: readonly string[], actions: readonly string[]): Row[] => [
  ...services.flatMap((service) => rows('allowed', actions, [key], via(service))),
  ...rows('denied', actions, [key], via('dynamodb')),
  ...rows('denied', actions, [key], via(services[0] ?? '', 'alias/other')),
  ...rows('denied', ['kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy'], [key], via(services[0] ?? '')),
  ...rows('denied', actions, otherKeys, via(services[0] ?? '')),
];

/** Sees and reads a folder, nothing beside it, and changes nothing there. */
const readsFolder = (bucket: string, folder: string, beside: string): Row[] => [
  ...listing('allowed', bucket, folder),
  ...listing('denied', bucket, beside),
  ...listing('denied', 'clickstream-elsewhere', folder),
  ...rows('denied', ['s3:DeleteBucket', 's3:PutBucketPolicy'], [s3(bucket)], { 's3:prefix': folder }),
  ...rows('allowed', ['s3:GetObject'], [s3(`${bucket}/${folder}x`)]),
  ...rows('denied', ['s3:GetObject'], [s3(`${bucket}/${beside}x`)]),
  ...rows('denied', ['s3:PutObject', 's3:DeleteObject'], [s3(`${bucket}/${folder}x`)]),
];
const readsRecords = readsFolder('clickstream-state-prod', 'applied/', 'terraform/');
const readsCatalog: Row[] = [
  ...rows('allowed', ['glue:GetCatalog'], [glue('catalog')]),
  ...rows('allowed', ['glue:GetDatabase'], [glue('database/clickstream')]),
  ...rows('allowed', ['glue:GetTable', 'glue:GetTables'], [glue('table/clickstream/events_orders')]),
  ...rows('denied', ['glue:GetTable'], [glue('table/other/events_orders'), glue('table/clickstreams/x')]),
  ...rows('denied', ['glue:GetDatabase'], [glue('database/other')]),
  ...rows('denied', ['glue:UpdateTable', 'glue:DeleteTable'], [glue('table/clickstream/events_orders')]),
];
const noData = rows(
  'denied',
  ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
  [
    s3('clickstream-raw-prod/raw_orders/data/1.parquet'),
    s3('clickstream-curated-prod/events_orders/data/1.parquet'),
    s3('clickstream-checkpoints-prod/spark/job=orders/x'),
  ],
);
const noIam = rows(
  'denied',
  ['iam:CreateRole', 'iam:PassRole', 'iam:PutRolePolicy'],
  [role('prod-emr-host'), role('x')],
);

const emrService: Row[] = [
  ...rows('allowed', ['iam:PassRole'], [role('prod-emr-host')], {
    'iam:PassedToService': 'ec2.amazonaws.com',
  }),
  ...rows('denied', ['iam:PassRole'], [role('prod-emr-host')], {
    'iam:PassedToService': 'lambda.amazonaws.com',
  }),
  ...rows('denied', ['iam:PassRole'], [role('prod-ci-deploy')], {
    'iam:PassedToService': 'ec2.amazonaws.com',
  }),
  ...rows('denied', ['iam:PutRolePolicy'], [role('prod-emr-host')], {
    'iam:PassedToService': 'ec2.amazonaws.com',
  }),
  ...usesKey(
    ['ec2'],
    ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'],
  ),
];

const emrHost: Row[] = [
  ...rows('allowed', ['sts:AssumeRole', 'sts:TagSession'], [role('prod-orders-spark')]),
  ...rows(
    'denied',
    ['sts:AssumeRole', 'sts:TagSession'],
    [role('prod-orders-producer'), role('dev-orders-spark'), role('prod-ci-deploy')],
  ),
  ...rows('denied', ['sts:GetFederationToken'], [role('prod-orders-spark')]),
  ...rows('allowed', ['s3:GetObject'], [s3('clickstream-artifacts-prod/emr/certificates.zip')]),
  ...rows(
    'denied',
    ['s3:GetObject'],
    [s3('clickstream-artifacts-prod/spark/orders/1/job.py'), s3('clickstream-artifacts-prod/emr-x')],
  ),
  ...rows('denied', ['s3:PutObject'], [s3('clickstream-artifacts-prod/emr/certificates.zip')]),
  ...rows('allowed', ['s3:PutObject'], [s3('clickstream-logs-prod/emr/j-1/x.gz')]),
  ...rows('denied', ['s3:GetObject', 's3:DeleteObject'], [s3('clickstream-logs-prod/emr/j-1/x.gz')]),
  ...rows(
    'denied',
    ['s3:PutObject'],
    [s3('clickstream-logs-prod/access/x'), s3('clickstream-logs-prod/emr-x')],
  ),
  ...usesKey(['s3', 'ec2'], ['kms:Decrypt', 'kms:GenerateDataKey']),
  ...noData,
  ...noIam,
];

const flowLog: Row[] = [
  ...rows(
    'allowed',
    ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
    [logs('/clickstream/prod/network:log-stream:x')],
  ),
  ...rows(
    'denied',
    ['logs:PutLogEvents'],
    [logs('/clickstream/prod/kafka:log-stream:x'), logs('/clickstream/prod/networks')],
  ),
  ...rows('denied', ['logs:DeleteLogStream'], [logs('/clickstream/prod/network:log-stream:x')]),
];

const producerHost: Row[] = [
  ...rows('allowed', ['sts:AssumeRole'], [role('prod-orders-producer')]),
  ...rows('denied', ['sts:AssumeRole'], [role('prod-orders-spark'), role('dev-orders-producer')]),
  ...rows('denied', ['sts:TagSession'], [role('prod-orders-producer')]),
  ...noData,
];

const ours = kafka('cluster', 'clickstream-prod/5e6f-7');
const topics: Row[] = [
  ...rows('allowed', ['kafka-cluster:Connect', 'kafka-cluster:DescribeCluster'], [ours]),
  ...rows(
    'denied',
    ['kafka-cluster:Connect'],
    [kafka('cluster', 'clickstream-dev/1'), kafka('cluster', 'clickstream-prod-2/1')],
  ),
  ...rows('denied', ['kafka-cluster:AlterCluster'], [ours]),
  ...rows(
    'allowed',
    [
      'kafka-cluster:CreateTopic',
      'kafka-cluster:DescribeTopic',
      'kafka-cluster:AlterTopic',
      'kafka-cluster:DescribeTopicDynamicConfiguration',
      'kafka-cluster:AlterTopicDynamicConfiguration',
    ],
    [kafka('topic', 'clickstream-prod/5e6f-7/orders')],
  ),
  ...rows(
    'denied',
    ['kafka-cluster:DeleteTopic', 'kafka-cluster:ReadData', 'kafka-cluster:WriteData'],
    [kafka('topic', 'clickstream-prod/5e6f-7/orders')],
  ),
  ...rows(
    'denied',
    ['kafka-cluster:CreateTopic'],
    [kafka('topic', 'clickstream-dev/1/orders'), kafka('topic', 'clickstream-prod/orders')],
  ),
];

const mine = { 'elasticmapreduce:ResourceTag/environment': 'prod' };
const asOrders = { ...mine, 'elasticmapreduce:ExecutionRoleArn': role('prod-orders-spark') };
const steps = [
  'elasticmapreduce:CancelSteps',
  'elasticmapreduce:DescribeCluster',
  'elasticmapreduce:DescribeStep',
  'elasticmapreduce:ListSteps',
];
const ofOrders = (file: string): string => s3(`clickstream-checkpoints-prod/spark/job=orders/${file}`);
const submitter: Row[] = [
  ...rows('allowed', ['elasticmapreduce:AddJobFlowSteps'], [cluster], asOrders),
  ...rows('denied', ['elasticmapreduce:AddJobFlowSteps'], [cluster], mine),
  ...rows('denied', ['elasticmapreduce:AddJobFlowSteps'], [cluster], {
    ...mine,
    'elasticmapreduce:ExecutionRoleArn': role('prod-ci-deploy'),
  }),
  ...rows('denied', ['elasticmapreduce:AddJobFlowSteps', ...steps], [cluster], {
    ...asOrders,
    'elasticmapreduce:ResourceTag/environment': 'dev',
  }),
  ...rows(
    'denied',
    ['elasticmapreduce:TerminateJobFlows', 'elasticmapreduce:SetTerminationProtection'],
    [cluster],
    asOrders,
  ),
  ...rows('allowed', steps, [cluster], mine),
  ...rows(
    'denied',
    [...steps, 'elasticmapreduce:AddJobFlowSteps'],
    [cluster.replace('cluster/', 'studio/'), cluster.replace('cluster/', 'clusters/')],
    asOrders,
  ),
  ...rows('allowed', ['elasticmapreduce:ListClusters'], ['*']),
  ...rows('denied', ['elasticmapreduce:RunJobFlow'], ['*']),
  ...readsFolder('clickstream-artifacts-prod', 'spark/', 'emr/'),
  ...readsFolder('clickstream-checkpoints-prod', 'spark/', 'other/'),
  ...readsFolder('clickstream-logs-prod', 'emr/', 'access/'),
  ...['artifacts', 'checkpoints', 'logs'].map((name): Row => ({
    expected: 'denied',
    action: 's3:GetObject',
    resource: s3(`clickstream-${name}-prod/${name === 'logs' ? 'emr' : 'spark'}-x`),
  })),
  ...rows(
    'allowed',
    ['s3:PutObject'],
    ['runs/000001.json', 'settle/runs/000001.json', 'stop.json'].map(ofOrders),
  ),
  ...rows('allowed', ['s3:DeleteObject'], ['stop.json', 'lease.json'].map(ofOrders)),
  ...rows(
    'denied',
    ['s3:PutObject', 's3:DeleteObject'],
    ['query=raw/v1/commits/1', 'query=raw/v1/metadata'].map(ofOrders),
  ),
  ...rows('denied', ['s3:DeleteObject'], [ofOrders('runs/000001.json')]),
  ...rows('denied', ['s3:PutObject'], [ofOrders('lease.json')]),
  ...readsRecords,
  ...rows('denied', ['s3:GetObject'], [s3('clickstream-state-prod/applied-x')]),
  ...usesKey(['s3'], ['kms:Decrypt', 'kms:GenerateDataKey']),
  ...rows('denied', ['s3:GetObject'], [s3('clickstream-raw-prod/raw_orders/data/1.parquet')]),
];

const readsCurated: Row[] = [
  ...rows('allowed', ['s3:GetObject'], [s3('clickstream-curated-prod/events_orders/data/1.parquet')]),
  ...rows(
    'denied',
    ['s3:PutObject', 's3:DeleteObject'],
    [s3('clickstream-curated-prod/events_orders/data/1.parquet')],
  ),
  ...rows(
    'denied',
    ['s3:GetObject'],
    [
      s3('clickstream-raw-prod/raw_orders/data/1.parquet'),
      s3('clickstream-curated-prod-2/x'),
      s3('clickstream-checkpoints-prod/spark/x'),
    ],
  ),
];

const login = ['key', 'key-passphrase', 'key-2', 'key-2-passphrase'].map((which) =>
  secret(`clickstream/prod/snowflake-loader-${which}-a1b2c3`),
);
const loader: Row[] = [
  ...readsCatalog,
  ...readsCurated,
  ...rows('allowed', ['secretsmanager:GetSecretValue'], login),
  ...rows(
    'denied',
    ['secretsmanager:GetSecretValue'],
    [
      secret('clickstream/dev/snowflake-loader-key-a1b2c3'),
      secret('clickstream/prod/snowflake-loader-key-3-a1b2c3'),
    ],
  ),
  ...rows('denied', ['secretsmanager:PutSecretValue', 'secretsmanager:DeleteSecret'], login),
  ...readsRecords,
  ...rows('denied', ['s3:GetObject'], [s3('clickstream-state-prod/applied-x')]),
  ...usesKey(['s3', 'secretsmanager'], ['kms:Decrypt']),
  ...rows('denied', ['kms:GenerateDataKey'], [key], via('s3')),
];

const snowflakeReader: Row[] = [
  ...readsCatalog,
  ...readsCurated,
  ...rows('allowed', ['s3:GetObjectVersion'], [s3('clickstream-curated-prod/events_orders/data/1.parquet')]),
  ...rows('allowed', ['s3:ListBucket', 's3:GetBucketLocation'], [s3('clickstream-curated-prod')]),
  ...rows('denied', ['s3:ListBucket', 's3:GetBucketLocation'], [s3('clickstream-raw-prod')]),
  ...rows('denied', ['s3:DeleteBucket'], [s3('clickstream-curated-prod')]),
  ...usesKey(['s3'], ['kms:Decrypt']),
  ...rows('denied', ['kms:GenerateDataKey'], [key], via('s3')),
];

const push = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:CompleteLayerUpload',
  'ecr:DescribeImages',
  'ecr:GetDownloadUrlForLayer',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
];
const bundled = s3('clickstream-artifacts-prod/spark/orders/1/job.py');
const whereNoneIs = { 's3:if-none-match': '*' };
const ciPublish: Row[] = [
  ...rows('allowed', ['ecr:GetAuthorizationToken'], ['*']),
  ...rows('denied', ['ecr:CreateRepository'], ['*']),
  ...rows('allowed', push, [image('clickstream-prod/producer')]),
  ...rows('denied', push, [image('clickstream-dev/producer'), image('clickstream-prod-x')]),
  ...rows(
    'denied',
    ['ecr:BatchDeleteImage', 'ecr:DeleteRepository', 'ecr:PutImageTagMutability'],
    [image('clickstream-prod/producer')],
  ),
  ...listing('allowed', 'clickstream-artifacts-prod', 'spark/orders/'),
  ...listing('denied', 'clickstream-artifacts-prod', 'emr/'),
  ...listing('denied', 'clickstream-raw-prod', 'spark/'),
  ...rows('denied', ['s3:DeleteBucket'], [s3('clickstream-artifacts-prod')], { 's3:prefix': 'spark/' }),
  ...rows('allowed', ['s3:GetObject'], [bundled]),
  ...rows('allowed', ['s3:PutObject'], [bundled], whereNoneIs),
  // Without the header it would write over what is there.
  ...rows('denied', ['s3:PutObject'], [bundled]),
  ...rows('denied', ['s3:DeleteObject', 's3:PutObjectTagging'], [bundled], whereNoneIs),
  ...rows(
    'denied',
    ['s3:GetObject', 's3:PutObject'],
    [s3('clickstream-artifacts-prod/emr/certificates.zip'), s3('clickstream-artifacts-prod/spark-x')],
    whereNoneIs,
  ),
  ...usesKey(['s3'], ['kms:Decrypt', 'kms:GenerateDataKey']),
  ...noData,
  ...noIam,
];

const ciExecute: Row[] = [
  ...rows('allowed', ['sts:AssumeRole'], [role('prod-submitter')]),
  ...rows('denied', ['sts:AssumeRole'], [role('prod-ci-deploy'), role('dev-submitter')]),
  ...rows('denied', ['sts:TagSession'], [role('prod-submitter')]),
];

const state = 'clickstream-state-prod';
const scaling = (what: string) => `arn:aws:application-autoscaling:eu-central-1:123456789012:${what}`;
const clusterReads = ['elasticmapreduce:ListBootstrapActions', 'elasticmapreduce:ListInstanceGroups'];
const ciPlan: Row[] = [
  ...rows('allowed', ['s3:ListBucket'], [s3(state)]),
  ...rows('denied', ['s3:ListBucket'], [s3('clickstream-raw-prod')]),
  ...rows('denied', ['s3:DeleteBucket'], [s3(state)]),
  ...rows('allowed', ['s3:GetObject'], [s3(`${state}/terraform/iam.tfstate`)]),
  ...rows('denied', ['s3:GetObject'], [s3('clickstream-state-prod-2/x'), s3('clickstream-raw-prod/x')]),
  ...rows(
    'denied',
    ['s3:PutObject', 's3:DeleteObject'],
    [s3(`${state}/terraform/iam.tfstate`), s3(`${state}/applied/iam.json`)],
  ),
  ...rows('allowed', ['s3:PutObject', 's3:DeleteObject'], [s3(`${state}/terraform/iam.tfstate.tflock`)]),
  ...rows('denied', ['s3:DeleteObjectVersion'], [s3(`${state}/terraform/iam.tfstate.tflock`)]),
  ...usesKey(['s3'], ['kms:Decrypt', 'kms:GenerateDataKey']),
  ...rows('allowed', ['application-autoscaling:ListTagsForResource'], [scaling('scalable-target/1')]),
  ...rows('denied', ['application-autoscaling:DeregisterScalableTarget'], [scaling('scalable-target/1')]),
  ...rows(
    'denied',
    ['application-autoscaling:ListTagsForResource'],
    [scaling('scalable-targets/1'), scaling('other')],
  ),
  ...rows('allowed', clusterReads, [cluster]),
  ...rows('denied', ['elasticmapreduce:TerminateJobFlows'], [cluster]),
  ...rows('denied', clusterReads, [
    cluster.replace('cluster/', 'studio/'),
    cluster.replace('cluster/', 'clusters/'),
  ]),
  ...rows('allowed', ['glue:GetDatabase'], [glue('catalog'), glue('database/clickstream')]),
  ...rows('denied', ['glue:DeleteDatabase'], [glue('database/clickstream')]),
  ...rows('denied', ['glue:GetDatabase'], [glue('database/other')]),
  ...noIam,
];

const pipelineRole = role('prod-orders-spark');
const bounded = { 'iam:PermissionsBoundary': 'arn:aws:iam::123456789012:policy/clickstream/prod-boundary' };
const here = { 'aws:RequestedRegion': 'eu-central-1' };
const SERVICES = [
  'application-autoscaling:RegisterScalableTarget',
  'cloudwatch:PutMetricAlarm',
  'ec2:CreateVpc',
  'elasticmapreduce:RunJobFlow',
  'glue:CreateDatabase',
  'kafka:CreateClusterV2',
  'kms:CreateKey',
  'logs:CreateLogGroup',
  'secretsmanager:CreateSecret',
  'sns:CreateTopic',
];
const SHAPES = [
  'iam:CreateRole',
  'iam:DeleteRolePolicy',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
];
const ROLE_READS = [
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListInstanceProfilesForRole',
  'iam:ListRolePolicies',
  'iam:TagRole',
];
const BUCKET_SHAPES = [
  's3:CreateBucket',
  's3:GetAccelerateConfiguration',
  's3:GetBucketPolicy',
  's3:GetEncryptionConfiguration',
  's3:GetLifecycleConfiguration',
  's3:GetReplicationConfiguration',
  's3:ListBucket',
  's3:PutBucketVersioning',
  's3:PutEncryptionConfiguration',
];
const BUCKET_RULES = ['s3:PutBucketPolicy', 's3:PutLifecycleConfiguration'];
const dataBucket = (name: string): string => s3(`clickstream-${name}-prod`);
const platformRoles = ['prod-submitter', 'prod-emr-host', 'prod-ci-deploy', 'dev-orders-spark'].map(role);
const toFlowLog = { 'iam:PassedToService': 'vpc-flow-logs.amazonaws.com' };
const ciDeploy: Row[] = [
  ...rows('allowed', ['s3:ListBucket'], [s3(state)]),
  ...rows('denied', ['s3:DeleteBucket', 's3:PutBucketPolicy'], [s3(state)]),
  ...rows('denied', ['s3:ListBucket'], [s3('clickstream-raw-dev')]),
  ...rows(
    'allowed',
    ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    [s3(`${state}/terraform/emr.tfstate`)],
  ),
  ...rows('denied', ['s3:DeleteObjectVersion'], [s3(`${state}/terraform/emr.tfstate`)]),
  ...rows(
    'denied',
    ['s3:GetObject'],
    [s3('clickstream-raw-prod/raw_orders/data/1.parquet'), s3('clickstream-state-prod-2/x')],
  ),
  // It is forbidden to delete a key, and not only not allowed: see below.
  ...usesKey(['s3'], ['kms:Decrypt', 'kms:GenerateDataKey']).filter(
    ({ action }) => !['kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy'].includes(action),
  ),
  ...rows('denied', ['kms:CreateGrant'], [key], via('s3')),
  ...rows('allowed', SHAPES, [pipelineRole, role('prod-orders-producer')], bounded),
  // Without the boundary a role could be given anything.
  ...rows('denied', SHAPES, [pipelineRole]),
  ...rows('denied', SHAPES, platformRoles, bounded),
  ...rows('allowed', ROLE_READS, [pipelineRole, role('prod-orders-producer')]),
  ...rows('denied', ROLE_READS, platformRoles),
  ...rows(
    'denied',
    [
      'iam:AttachRolePolicy',
      'iam:DeleteRole',
      'iam:DeleteRolePermissionsBoundary',
      'iam:UpdateAssumeRolePolicy',
    ],
    [pipelineRole],
    bounded,
  ),
  ...['elasticmapreduce.amazonaws.com', 'ec2.amazonaws.com'].flatMap((service) =>
    rows('allowed', ['iam:PassRole'], [role('prod-emr-service'), role('prod-emr-host')], {
      'iam:PassedToService': service,
    }),
  ),
  ...rows('denied', ['iam:PassRole'], [role('prod-emr-host')], {
    'iam:PassedToService': 'lambda.amazonaws.com',
  }),
  ...rows('denied', ['iam:PassRole'], [role('prod-ci-deploy')], {
    'iam:PassedToService': 'ec2.amazonaws.com',
  }),
  ...rows('denied', ['iam:PutRolePolicy'], [role('prod-emr-host')], {
    'iam:PassedToService': 'ec2.amazonaws.com',
  }),
  ...rows('allowed', ['iam:PassRole'], [role('prod-flow-log')], toFlowLog),
  ...rows('denied', ['iam:PassRole'], [role('prod-flow-log')], {
    'iam:PassedToService': 'ec2.amazonaws.com',
  }),
  ...rows('denied', ['iam:PassRole'], [role('prod-emr-host'), role('prod-ci-deploy')], toFlowLog),
  ...rows('denied', ['iam:PutRolePolicy'], [role('prod-flow-log')], toFlowLog),
  ...rows('allowed', BUCKET_SHAPES, ['raw', 'curated', 'checkpoints', 'artifacts', 'logs'].map(dataBucket)),
  ...rows('allowed', BUCKET_RULES, ['curated', 'artifacts', 'logs'].map(dataBucket)),
  // A rule could let data expire, and lift the ban on deleting it.
  ...rows('forbidden', BUCKET_RULES, ['raw', 'checkpoints'].map(dataBucket)),
  ...rows('denied', [...BUCKET_SHAPES, ...BUCKET_RULES], [s3('elsewhere')]),
  ...rows('denied', ['s3:DeleteBucket'], [s3('clickstream-raw-prod')]),
  ...rows('allowed', SERVICES, ['any'], here),
  ...rows('denied', SERVICES, ['any'], { 'aws:RequestedRegion': 'us-east-1' }),
  ...rows('denied', ['iam:CreateUser', 's3:DeleteObject'], ['any'], here),
  ...rows(
    'forbidden',
    [
      'elasticmapreduce:AddJobFlowSteps',
      'glue:BatchDeleteTable',
      'glue:DeleteDatabase',
      'glue:DeleteTable',
      'glue:UpdateTable',
      'kafka:DeleteCluster',
      'kms:DisableKey',
      'kms:PutKeyPolicy',
      'kms:ScheduleKeyDeletion',
      'secretsmanager:DeleteSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutResourcePolicy',
    ],
    ['any'],
    here,
  ),
];

const TABLES: [string, Row[]][] = [
  ['emr-service', emrService],
  ['emr-host', emrHost],
  ['flow-log', flowLog],
  ['producer-host', producerHost],
  ['topics', topics],
  ['submitter', submitter],
  ['loader', loader],
  ['snowflake-reader', snowflakeReader],
  ['ci-publish', ciPublish],
  ['ci-execute', ciExecute],
  ['ci-plan', ciPlan],
  ['ci-deploy', ciDeploy],
];

const roles = [...platformRolesOf(sampleEnvironment), ...ciRoles(sampleEnvironment)];

describe.each(TABLES)('the role %s', (name, table) => {
  const found = roles.find((role) => role.name === name);
  if (!found) throw new Error(`there is no role ${name}`);
  describeAccess(found.access, table);
});

it('has a table for every role of the platform', () => {
  expect(TABLES.map(([name]) => name).sort()).toEqual(roles.map(({ name }) => name).sort());
});
