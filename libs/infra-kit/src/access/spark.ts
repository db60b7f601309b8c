import type { InfraEnvironment } from '../environment';
import { bucketArn, objectsArn, type PipelineResources, type Prefix } from '../resources';
import { allow, deny, policy, type PolicyDocument, type Statement } from './policy';
import { useKey } from './statements';

const READ = ['s3:GetObject'];
const CHANGE = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'];

/**
 * What the Spark job of a pipeline may do: read its topic, keep its state, append to its tables. It can create its
 * tables but not drop them, and whatever else it is ever allowed, it cannot delete a data file of the raw table.
 */
export function sparkPolicy(own: PipelineResources, environment: InfraEnvironment): PolicyDocument {
  const curated = Object.values(own.curated);
  return policy(
    allow('ConnectToKafka', ['kafka-cluster:Connect'], [own.clusterArn]),
    // The start guard compares the retention of the topic with what the checkpoint needs.
    allow(
      'ReadTopic',
      [
        'kafka-cluster:DescribeTopic',
        'kafka-cluster:DescribeTopicDynamicConfiguration',
        'kafka-cluster:ReadData',
      ],
      [own.topicArn],
    ),
    allow('UseConsumerGroups', ['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'], [own.groupsArn]),
    // Glue asks for the catalog and the database of a table as well as for the table.
    allow(
      'UseCatalog',
      ['glue:GetCatalog', 'glue:GetDatabase', 'glue:GetTable', 'glue:CreateTable', 'glue:UpdateTable'],
      [own.catalogArn, own.databaseArn, ...own.tableArns],
    ),
    list('ListArtifacts', [own.artifacts]),
    allow('ReadArtifacts', READ, [objectsArn(own.artifacts)]),
    list('ListCheckpoints', [own.checkpoints]),
    allow('KeepCheckpoints', CHANGE, [objectsArn(own.checkpoints)]),
    list('ListRaw', [own.raw]),
    list('ListCurated', curated),
    allow('WriteTables', CHANGE, [own.raw, ...curated].map(objectsArn)),
    deny('KeepRawData', ['s3:DeleteObject', 's3:DeleteObjectVersion'], [objectsArn(own.rawData)]),
    useKey(environment, ['s3']),
    // PutMetricData knows no resources, so the namespace is the limit.
    allow('PublishMetrics', ['cloudwatch:PutMetricData'], ['*'], {
      StringEquals: { 'cloudwatch:namespace': [own.metricNamespace] },
    }),
  );
}

/** @param prefixes All in one bucket. */
function list(sid: string, prefixes: readonly Prefix[]): Statement {
  const buckets = [...new Set(prefixes.map(bucketArn))];
  return allow(sid, ['s3:ListBucket'], buckets, {
    StringLike: { 's3:prefix': prefixes.map(({ path }) => `${path}*`) },
  });
}
