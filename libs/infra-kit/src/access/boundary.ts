import type { InfraEnvironment } from '../environment';
import { namesIn } from '../names';
import { allow, deny, policy, type PolicyDocument } from './policy';

/**
 * The most that any role of the platform may ever do, whatever its own policy says: use what belongs to this
 * environment, never change who may do what, never delete raw data. Roles that make infrastructure lie outside it.
 */
export function boundaryPolicy(environment: InfraEnvironment): PolicyDocument {
  const { account, region } = environment;
  const names = namesIn(environment);
  const buckets = ['raw', 'curated', 'checkpoints', 'artifacts', 'logs', 'state'] as const;
  return policy(
    allow(
      'UseKafka',
      ['kafka-cluster:*'],
      ['cluster', 'topic', 'group'].map((kind) => names.kafkaArn(kind, kind === 'cluster' ? undefined : '*')),
    ),
    allow(
      'UseCatalog',
      ['glue:*'],
      [names.glueArn('catalog'), names.glueArn('database', 'clickstream'), names.glueArn('table', '*')],
    ),
    allow('FindObjects', ['s3:GetBucketLocation', 's3:ListBucket'], buckets.map(names.bucketArn)),
    allow(
      'UseObjects',
      ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
      buckets.map((bucket) => names.objects(bucket)),
    ),
    allow(
      'UseKey',
      ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*'],
      [`arn:aws:kms:${region}:${account}:key/*`],
    ),
    allow('UseRoles', ['sts:AssumeRole', 'sts:TagSession'], [names.roleArn('*')]),
    allow('UseClusters', ['elasticmapreduce:*'], [names.emrClusters]),
    allow('UseImages', ['ecr:*'], [names.repositoryArn('*')]),
    allow(
      'WriteLogs',
      ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      [`arn:aws:logs:${region}:${account}:log-group:/clickstream/${environment.name}/*`],
    ),
    allow('UseSecrets', ['secretsmanager:GetSecretValue'], names.loaderSecretArns),
    allow(
      'UseWhatHasNoName',
      ['cloudwatch:PutMetricData', 'ecr:GetAuthorizationToken', 'elasticmapreduce:ListClusters'],
      ['*'],
    ),
    deny(
      'KeepRawData',
      ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      [`${names.bucketArn('raw')}/*/data/*`],
    ),
  );
}
