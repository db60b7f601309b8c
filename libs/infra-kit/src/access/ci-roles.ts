import type { InfraEnvironment } from '../environment';
import { DATABASE, namesIn, type Names } from '../names';
import { allow, deny, policy, type PolicyDocument, type Statement } from './policy';
import { listFolder, useKey } from './statements';

/**
 * CD: images to ECR, bundles to S3. It can overwrite and delete neither: tags of images never change, and an object is
 * written only by a request that S3 refuses where there is one. Such a request is a whole one: parts have no condition.
 */
export function ciPublishPolicy(environment: InfraEnvironment): PolicyDocument {
  const names = namesIn(environment);
  return policy(
    allow('LogInToRegistry', ['ecr:GetAuthorizationToken'], ['*']),
    allow(
      'PushImages',
      [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:CompleteLayerUpload',
        'ecr:DescribeImages',
        'ecr:GetDownloadUrlForLayer',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      [names.repositoryArn('*')],
    ),
    listFolder('ListBundles', names, 'artifacts', 'spark/'),
    allow('ReadBundles', ['s3:GetObject'], [names.objects('artifacts', 'spark/')]),
    allow('CreateBundles', ['s3:PutObject'], [names.objects('artifacts', 'spark/')], {
      Null: { 's3:if-none-match': ['false'] },
    }),
    useKey(environment, ['s3']),
  );
}

/** The workflow that a person starts and approves: it becomes the submitter, no more. */
export function ciExecutePolicy(environment: InfraEnvironment): PolicyDocument {
  return policy(allow('BecomeSubmitter', ['sts:AssumeRole'], [namesIn(environment).roleArn('submitter')]));
}

/** Shows what would change: reads the state and what is there (with AWS's SecurityAudit), takes the lock. */
export function ciPlanPolicy(environment: InfraEnvironment): PolicyDocument {
  const { account, region } = environment;
  const names = namesIn(environment);
  return policy(
    allow('FindState', ['s3:ListBucket'], [names.bucketArn('state')]),
    allow('ReadState', ['s3:GetObject'], [names.objects('state')]),
    allow('TakeLock', ['s3:PutObject', 's3:DeleteObject'], [names.objects('state', '*.tflock')]),
    useKey(environment, ['s3']),
    // What SecurityAudit lacks.
    allow(
      'ReadScaling',
      ['application-autoscaling:ListTagsForResource'],
      [`arn:aws:application-autoscaling:${region}:${account}:scalable-target/*`],
    ),
    allow(
      'ReadCluster',
      ['elasticmapreduce:ListBootstrapActions', 'elasticmapreduce:ListInstanceGroups'],
      [names.emrClusters],
    ),
    allow(
      'ReadDatabase',
      ['glue:GetDatabase'],
      [names.glueArn('catalog'), names.glueArn('database', DATABASE)],
    ),
  );
}

/**
 * Applies what a person approved of the stacks `storage`, `msk`, `emr` and those of pipelines. Of roles it can make and
 * shape those of pipelines, below the boundary, and change nobody else's nor who may take on one that is there. It can
 * itself read, change and delete no data, nor what keeps data from being deleted. But who makes a cluster or the role of
 * a pipeline decides what runs there: through them it reaches what the boundary leaves to pipelines, which is everything
 * but deleting raw data. So its environment on GitHub has reviewers.
 */
export function ciDeployPolicy(environment: InfraEnvironment): PolicyDocument {
  const names = namesIn(environment);
  const { region } = environment;
  const buckets = (['raw', 'curated', 'checkpoints', 'artifacts', 'logs'] as const).map(names.bucketArn);
  return policy(
    allow('FindState', ['s3:ListBucket'], [names.bucketArn('state')]),
    allow('KeepState', ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], [names.objects('state')]),
    useKey(environment, ['s3']),
    ...shapePipelineRoles(names),
    allow('HandRoleToFlowLog', ['iam:PassRole'], [names.roleArn('flow-log')], {
      StringEquals: { 'iam:PassedToService': ['vpc-flow-logs.amazonaws.com'] },
    }),
    allow('HandRolesToCluster', ['iam:PassRole'], [names.roleArn('emr-service'), names.roleArn('emr-host')], {
      StringEquals: { 'iam:PassedToService': ['elasticmapreduce.amazonaws.com', 'ec2.amazonaws.com'] },
    }),
    allow(
      'ShapeBuckets',
      [
        's3:CreateBucket',
        's3:GetAccelerateConfiguration',
        's3:GetBucket*',
        's3:GetEncryptionConfiguration',
        's3:GetLifecycleConfiguration',
        's3:GetReplicationConfiguration',
        's3:ListBucket',
        's3:PutBucket*',
        's3:PutEncryptionConfiguration',
        's3:PutLifecycleConfiguration',
      ],
      buckets,
    ),
    allow(
      'ShapeServices',
      SERVICES.map((service) => `${service}:*`),
      ['*'],
      {
        StringEquals: { 'aws:RequestedRegion': [region] },
      },
    ),
    deny('KeepData', KEEPS, ['*']),
    deny(
      'KeepWhatKeepsData',
      ['s3:PutBucketPolicy', 's3:PutLifecycleConfiguration'],
      [names.bucketArn('raw'), names.bucketArn('checkpoints')],
    ),
  );
}

/** Below the boundary, or not at all: whoever writes a policy without it could give any right. */
function shapePipelineRoles(names: Names): Statement[] {
  const pipelineRoles = [names.roleArn('*-spark'), names.roleArn('*-producer')];
  return [
    allow(
      'ShapePipelineRoles',
      ['iam:CreateRole', 'iam:DeleteRolePolicy', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
      pipelineRoles,
      { StringEquals: { 'iam:PermissionsBoundary': [names.policyArn('boundary')] } },
    ),
    allow(
      'ReadPipelineRoles',
      [
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:ListInstanceProfilesForRole',
        'iam:ListRolePolicies',
        'iam:TagRole',
      ],
      pipelineRoles,
    ),
  ];
}

/** What the stacks msk, emr, storage and those of pipelines are made of; nearly all of it gets its id when it is made. */
const SERVICES = [
  'application-autoscaling',
  'cloudwatch',
  'ec2',
  'elasticmapreduce',
  'glue',
  'kafka',
  'kms',
  'logs',
  'secretsmanager',
  'sns',
];

/** A person does these. A step would run as any pipeline; whoever starts jobs does that. */
const KEEPS = [
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
];
