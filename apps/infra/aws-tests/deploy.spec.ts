import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeClusterCommand, ListClustersCommand } from '@aws-sdk/client-emr';
import { GetRoleCommand, GetRolePolicyCommand } from '@aws-sdk/client-iam';
import { ListClustersV2Command } from '@aws-sdk/client-kafka';
import {
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { startAwsEmulator, type AwsEmulator } from '@clickstream/aws-emulator';
import { connectAccount, emptyBucket, inventory, resourcesInStates, type Account } from './account';
import { infra, workspace, type Ended } from './infra-cli';

const STACKS = ['iam', 'storage', 'cicd', 'msk', 'emr', 'pipeline-clickstream'];

let emulator: AwsEmulator;
let account: Account;
beforeAll(async () => {
  emulator = await startAwsEmulator(workspace);
  account = connectAccount(emulator);
});
afterAll(async () => {
  account?.close();
  await emulator?.stop();
});

const run = (...args: string[]): Promise<Ended> => infra(args, emulator.env);
const objectOf = (Bucket: string, Key: string) => ({ Bucket: `clickstream-${Bucket}-local`, Key });

// One story: each test goes on where the one before it ended.
describe('all AWS stacks, in an emulated account', () => {
  it('are refused out of order, and nothing is made', async () => {
    const { code, stderr } = await run('deploy', '--stack', 'msk');
    expect(code).toBe(2);
    expect(stderr).toContain(
      'OUT_OF_ORDER  msk comes after iam, storage, cicd, which are not applied (environment local). ' +
        'Next: npx nx run infra:deploy --env local --stack iam',
    );
    expect(await inventory(account)).toMatchObject({ buckets: ['clickstream-state-local'], roles: [] });
  });

  it('are applied in the order of the contract, and a second plan is empty', async () => {
    const { code, stdout, stderr } = await run('deploy', '--json');
    expect(code).toBe(0);
    const deployed = JSON.parse(stdout) as {
      stack: string;
      changed: number;
      outputs: Record<string, unknown>;
    }[];
    expect(deployed.map(({ stack }) => stack)).toEqual(STACKS);
    for (const { changed } of deployed) expect(changed).toBeGreaterThan(0);
    expect(stderr.match(/: no changes$/gm)).toHaveLength(STACKS.length);
    expect(deployed.at(-1)?.outputs).toMatchObject({
      spark_role_arn: 'arn:aws:iam::123456789012:role/clickstream/local-clickstream-spark',
      checkpoints: 's3://clickstream-checkpoints-local/spark/job=clickstream/',
    });
  });

  it('are there, as the SDK of AWS reads them', async () => {
    const there = await inventory(account);
    expect(there.buckets).toEqual(
      ['artifacts', 'checkpoints', 'curated', 'logs', 'raw', 'state'].map(
        (name) => `clickstream-${name}-local`,
      ),
    );
    expect(there.roles).toEqual(
      [
        'ci-deploy',
        'ci-execute',
        'ci-plan',
        'ci-publish',
        'clickstream-producer',
        'clickstream-spark',
        'emr-host',
        'emr-service',
        'flow-log',
        'loader',
        'producer-host',
        'submitter',
        'topics',
      ].map((name) => `local-${name}`),
    );
    expect(there.kafkaClusters).toEqual(['clickstream-local']);
    expect(there.emrClusters).toEqual(['clickstream-local']);
  });

  it.each(['raw', 'curated', 'checkpoints', 'artifacts'])(
    'keep bucket %s private and encrypted',
    async (name) => {
      const { Bucket } = objectOf(name, '');
      const { ServerSideEncryptionConfiguration } = await account.s3.send(
        new GetBucketEncryptionCommand({ Bucket }),
      );
      expect(ServerSideEncryptionConfiguration?.Rules?.[0]).toMatchObject({
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
        BucketKeyEnabled: true,
      });
      const { PublicAccessBlockConfiguration } = await account.s3.send(
        new GetPublicAccessBlockCommand({ Bucket }),
      );
      expect(Object.values(PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
      const { Status } = await account.s3.send(new GetBucketVersioningCommand({ Bucket }));
      expect(Status).toBe(name === 'checkpoints' ? 'Suspended' : 'Enabled');
    },
  );

  it('let nobody delete a raw data file, not even who made the bucket', async () => {
    const file = objectOf('raw', 'raw_clickstream/data/1.parquet');
    await account.s3.send(new PutObjectCommand({ ...file, Body: 'rows' }));
    await expect(account.s3.send(new DeleteObjectCommand(file))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
    const metadata = objectOf('raw', 'raw_clickstream/metadata/1.json');
    await account.s3.send(new PutObjectCommand({ ...metadata, Body: '{}' }));
    await expect(account.s3.send(new DeleteObjectCommand(metadata))).resolves.toBeDefined();
  });

  it('give the Spark role of the pipeline its policy, below the boundary', async () => {
    const RoleName = 'local-clickstream-spark';
    const { Role } = await account.iam.send(new GetRoleCommand({ RoleName }));
    expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(
      'arn:aws:iam::123456789012:policy/clickstream/local-boundary',
    );
    const { PolicyDocument } = await account.iam.send(
      new GetRolePolicyCommand({ RoleName, PolicyName: 'spark' }),
    );
    const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument ?? '')) as { Statement: object[] };
    expect(Statement).toContainEqual(expect.objectContaining({ Sid: 'KeepRawData', Effect: 'Deny' }));
  });

  it('run three brokers with TLS, and Spark of the release we test with', async () => {
    const { ClusterInfoList = [] } = await account.kafka.send(new ListClustersV2Command({}));
    expect(ClusterInfoList[0]?.Provisioned).toMatchObject({ NumberOfBrokerNodes: 3 });
    const { Clusters = [] } = await account.emr.send(new ListClustersCommand({}));
    const { Cluster } = await account.emr.send(new DescribeClusterCommand({ ClusterId: Clusters[0]?.Id }));
    expect(Cluster).toMatchObject({
      ReleaseLabel: 'emr-spark-8.1.0',
      ServiceRole: expect.stringContaining('local-emr-service'),
    });
  });

  it('are said to be applied, in order', async () => {
    const { stdout } = await run('order', '--json');
    const rows = JSON.parse(stdout) as { stack: string; status: string }[];
    expect(rows.map(({ stack, status }) => [stack, status])).toEqual(
      STACKS.map((stack) => [stack, 'applied']),
    );
  });

  it('are applied as they were approved, and not otherwise', async () => {
    const plans = mkdtempSync(join(tmpdir(), 'plans-'));
    const stack = ['--stack', 'pipeline-clickstream'];
    try {
      expect((await run('destroy', ...stack)).code).toBe(0);
      const unplanned = await run('deploy', ...stack, '--approve', plans);
      expect(unplanned.code).toBe(2);
      expect(unplanned.stderr).toContain(
        'NOT_APPROVED  pipeline-clickstream would change, and no plan of it was approved',
      );
      expect((await run('plan', ...stack, '--save', plans)).code).toBe(0);
      const approved = await run('deploy', '--approve', plans);
      expect(approved.code).toBe(0);
      expect(approved.stderr).toContain('pipeline-clickstream: applied to local');
      expect(approved.stderr).not.toContain('iam: looking');

      const note = join(plans, 'pipeline-clickstream.json');
      writeFileSync(note, readFileSync(note, 'utf8').replace(/"sha256": "../, '"sha256": "--'));
      const other = await run('deploy', ...stack, '--approve', plans);
      expect(other.code).toBe(2);
      expect(other.stderr).toContain(
        'NOT_THE_PLANNED  the saved plan of pipeline-clickstream is for other code',
      );
    } finally {
      rmSync(plans, { recursive: true });
    }
  });

  it('are changed by one run at a time', async () => {
    const lock = objectOf('state', 'terraform/iam.tfstate.tflock');
    const Body = JSON.stringify({ ID: 'other', Operation: 'OperationTypeApply', Who: 'another run' });
    await account.s3.send(new PutObjectCommand({ ...lock, Body }));
    const { code, stderr } = await run('plan', '--stack', 'iam');
    await account.s3.send(new DeleteObjectCommand(lock));
    expect(code).toBe(1);
    expect(stderr).toMatch(/TERRAFORM_FAILED .*state lock/);
  });

  it('are not taken from under what stands on them', async () => {
    const { code, stderr } = await run('destroy', '--stack', 'msk');
    expect(code).toBe(2);
    expect(stderr).toContain('OUT_OF_ORDER  pipeline-clickstream, emr stand on msk, and are there');
  });

  it('leave nothing when they are destroyed, but the data that nothing deletes', async () => {
    const refused = await run('destroy');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/TERRAFORM_FAILED .*BucketNotEmpty/);
    for (const name of ['raw', 'logs']) await emptyBucket(account, `clickstream-${name}-local`);
    expect((await run('destroy')).code).toBe(0);
    expect(await resourcesInStates(account, 'clickstream-state-local')).toEqual([]);
    expect(await inventory(account)).toEqual({
      buckets: ['clickstream-state-local'],
      roles: [],
      policies: [],
      kafkaClusters: [],
      emrClusters: [],
    });
  });
});
