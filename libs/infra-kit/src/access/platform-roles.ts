import type { InfraEnvironment } from '../environment';
import { DATABASE, namesIn, type Names } from '../names';
import { allow, policy, type PolicyDocument } from './policy';
import { listFolder, readRecords, useKey } from './statements';

/** To take on the roles of pipelines of one kind, and to say for which session. */
const becomePipelines = (names: Names, kind: 'spark' | 'producer', actions: readonly string[]) =>
  allow('BecomePipelines', actions, [names.roleArn(`*-${kind}`)]);

/** What EMR itself does with the cluster, beside AWS's own policy for it. */
export function emrServicePolicy(environment: InfraEnvironment): PolicyDocument {
  const names = namesIn(environment);
  return policy(
    allow('HandHostRoleToInstances', ['iam:PassRole'], [names.roleArn('emr-host')], {
      StringEquals: { 'iam:PassedToService': ['ec2.amazonaws.com'] },
    }),
    // EC2 encrypts the disks of the cluster for as long as they live.
    useKey(
      environment,
      ['ec2'],
      ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'],
    ),
  );
}

/**
 * What an instance of the cluster may do by itself: start, write its logs, become a pipeline for a step. It can read no
 * data, so code that runs outside a step reaches nobody's.
 */
export function emrHostPolicy(environment: InfraEnvironment): PolicyDocument {
  const names = namesIn(environment);
  return policy(
    becomePipelines(names, 'spark', ['sts:AssumeRole', 'sts:TagSession']),
    allow('ReadCertificates', ['s3:GetObject'], [names.objects('artifacts', 'emr/')]),
    allow('WriteLogs', ['s3:PutObject'], [names.objects('logs', 'emr/')]),
    useKey(environment, ['s3', 'ec2']),
  );
}

/** The network notes who talked to whom. */
export function flowLogPolicy(environment: InfraEnvironment): PolicyDocument {
  const { account, region, name } = environment;
  return policy(
    allow(
      'WriteFlowLogs',
      ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      [`arn:aws:logs:${region}:${account}:log-group:/clickstream/${name}/network:*`],
    ),
  );
}

/** What runs producers may do by itself: become a pipeline. */
export function producerHostPolicy(environment: InfraEnvironment): PolicyDocument {
  return policy(becomePipelines(namesIn(environment), 'producer', ['sts:AssumeRole']));
}

/** To make topics and change their settings; not to read or write them, nor to delete one. */
export function topicsPolicy(environment: InfraEnvironment): PolicyDocument {
  const names = namesIn(environment);
  return policy(
    allow(
      'ConnectToKafka',
      ['kafka-cluster:Connect', 'kafka-cluster:DescribeCluster'],
      [names.kafkaArn('cluster')],
    ),
    allow(
      'ShapeTopics',
      [
        'kafka-cluster:CreateTopic',
        'kafka-cluster:DescribeTopic',
        'kafka-cluster:AlterTopic',
        'kafka-cluster:DescribeTopicDynamicConfiguration',
        'kafka-cluster:AlterTopicDynamicConfiguration',
      ],
      [names.kafkaArn('topic', '*')],
    ),
  );
}

/**
 * To start, watch and stop steps on the cluster of this environment, each as the role of its pipeline and never as the
 * cluster itself; to read bundles, checkpoints and logs. Beside the checkpoints it notes what it submits, orders drivers
 * to stop and takes a lease away; the checkpoints themselves it cannot touch.
 */
export function submitterPolicy(environment: InfraEnvironment): PolicyDocument {
  const names = namesIn(environment);
  const ours = { 'elasticmapreduce:ResourceTag/environment': [environment.name] };
  return policy(
    allow('StartSteps', ['elasticmapreduce:AddJobFlowSteps'], [names.emrClusters], {
      StringEquals: ours,
      ArnLike: { 'elasticmapreduce:ExecutionRoleArn': [names.roleArn('*-spark')] },
    }),
    allow(
      'WatchSteps',
      [
        'elasticmapreduce:DescribeCluster',
        'elasticmapreduce:DescribeStep',
        'elasticmapreduce:ListSteps',
        'elasticmapreduce:CancelSteps',
      ],
      [names.emrClusters],
      { StringEquals: ours },
    ),
    allow('FindCluster', ['elasticmapreduce:ListClusters'], ['*']),
    listFolder('ListBundles', names, 'artifacts', 'spark/'),
    listFolder('ListCheckpoints', names, 'checkpoints', 'spark/'),
    listFolder('ListLogs', names, 'logs', 'emr/'),
    allow(
      'ReadBundlesCheckpointsLogs',
      ['s3:GetObject'],
      [
        names.objects('artifacts', 'spark/'),
        names.objects('checkpoints', 'spark/'),
        names.objects('logs', 'emr/'),
      ],
    ),
    allow(
      'NoteRunsAndOrder',
      ['s3:PutObject'],
      [
        names.objects('checkpoints', 'spark/job=*/runs/'),
        `${names.bucketArn('checkpoints')}/spark/job=*/stop.json`,
      ],
    ),
    allow(
      'TakeBack',
      ['s3:DeleteObject'],
      ['stop.json', 'lease.json'].map((file) => `${names.bucketArn('checkpoints')}/spark/job=*/${file}`),
    ),
    ...readRecords(names),
    useKey(environment, ['s3']),
  );
}

/** To read the curated tables and the keys of its Snowflake user. Raw data is not its business. */
export function loaderPolicy(environment: InfraEnvironment): PolicyDocument {
  const names = namesIn(environment);
  return policy(
    readTables(names),
    allow('ReadCurated', ['s3:GetObject'], [names.objects('curated')]),
    allow('ReadSnowflakeKeys', ['secretsmanager:GetSecretValue'], names.loaderSecretArns),
    ...readRecords(names),
    useKey(environment, ['s3', 'secretsmanager'], ['kms:Decrypt']),
  );
}

/** What Snowflake reads by itself: files of the curated layer for COPY, and its tables in mode `external`. */
export function snowflakeReaderPolicy(environment: InfraEnvironment): PolicyDocument {
  const names = namesIn(environment);
  return policy(
    readTables(names),
    allow('FindCurated', ['s3:ListBucket', 's3:GetBucketLocation'], [names.bucketArn('curated')]),
    allow('ReadCurated', ['s3:GetObject', 's3:GetObjectVersion'], [names.objects('curated')]),
    useKey(environment, ['s3'], ['kms:Decrypt']),
  );
}

const readTables = (names: Names) =>
  allow(
    'ReadCatalog',
    ['glue:GetCatalog', 'glue:GetDatabase', 'glue:GetTable', 'glue:GetTables'],
    [names.glueArn('catalog'), names.glueArn('database', DATABASE), names.glueArn('table', '*')],
  );
