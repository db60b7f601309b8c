import { EMRClient, ListClustersCommand } from '@aws-sdk/client-emr';
import { IAMClient, ListPoliciesCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { KafkaClient, ListClustersV2Command } from '@aws-sdk/client-kafka';
import {
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { AwsEmulator } from '@clickstream/aws-emulator';

/** An account as the AWS SDK sees it. */
export interface Account {
  readonly s3: S3Client;
  readonly iam: IAMClient;
  readonly kafka: KafkaClient;
  readonly emr: EMRClient;
  close(): void;
}

export function connectAccount({ endpoint }: Pick<AwsEmulator, 'endpoint'>): Account {
  const settings = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'emulated', secretAccessKey: 'emulated' },
  };
  const clients = {
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    iam: new IAMClient(settings),
    kafka: new KafkaClient(settings),
    emr: new EMRClient(settings),
  };
  return {
    ...clients,
    close: () => Object.values(clients).forEach((client) => client.destroy()),
  };
}

/** What is there that is ours, by kind. */
export async function inventory({ s3, iam, kafka, emr }: Account) {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const { Roles = [] } = await iam.send(new ListRolesCommand({ PathPrefix: '/clickstream/' }));
  const { Policies = [] } = await iam.send(new ListPoliciesCommand({ Scope: 'Local' }));
  const { ClusterInfoList = [] } = await kafka.send(new ListClustersV2Command({}));
  const { Clusters = [] } = await emr.send(
    new ListClustersCommand({ ClusterStates: ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'WAITING'] }),
  );
  return {
    buckets: Buckets.map(({ Name }) => Name).sort(),
    roles: Roles.map(({ RoleName }) => RoleName).sort(),
    policies: Policies.map(({ PolicyName }) => PolicyName).sort(),
    kafkaClusters: ClusterInfoList.map(({ ClusterName }) => ClusterName),
    emrClusters: Clusters.map(({ Name }) => Name),
  };
}

/** Resources that Terraform still knows, over all its states. */
export async function resourcesInStates({ s3 }: Account, Bucket: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'terraform/' }));
  const states = await Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return JSON.parse((await Body?.transformToString()) ?? '{}') as {
        resources: { mode: string; type: string; name: string }[];
      };
    }),
  );
  return states.flatMap(({ resources }) =>
    resources.filter(({ mode }) => mode === 'managed').map(({ type, name }) => `${type}.${name}`),
  );
}

/** What a person does who wants data gone: takes the ban off the bucket and deletes every version of every object. */
export async function emptyBucket({ s3 }: Account, Bucket: string): Promise<void> {
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  for (const { Key, VersionId } of [...Versions, ...DeleteMarkers])
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
}
