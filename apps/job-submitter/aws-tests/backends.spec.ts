import {
  CreateApplicationCommand,
  EMRServerlessClient,
  GetJobRunCommand,
} from '@aws-sdk/client-emr-serverless';
import type { PlatformConfig } from '@clickstream/config';
import { EmrBackend } from '../src/backend/emr/emr-backend';
import { emrRequest } from '../src/backend/emr/request';
import { EmrServerlessBackend } from '../src/backend/emr-serverless/emr-serverless-backend';
import { emrServerlessRequest } from '../src/backend/emr-serverless/request';
import type { Bundle } from '../src/bundle/make';
import type { Plan } from '../src/plan/plan';
import type { Job, Prepared } from '../src/plan/target';
import { connectStore } from '../src/store/s3';
import { describeBackend } from '../src/testing/backend-contract';
import { sampleConfig, samplePlan } from '../src/testing/samples';
import { describeStore } from '../src/testing/store-contract';
import { Account, REGION } from './account';
import { Cluster } from './cluster';

const lines = new Map<string, string[]>();

/** A plan as `prepare` would write it for a cluster or application. */
function planFor(
  { manifest }: Bundle,
  cluster: string,
  request: (config: PlatformConfig, job: Job) => Prepared,
): Plan {
  const { spark, storage } = sampleConfig();
  const config = sampleConfig({
    environment: 'dev',
    storage: { ...storage, logs: 's3://clickstream-logs-dev/emr-serverless' },
    spark: {
      ...spark,
      cluster,
      executionRole: 'arn:aws:iam::123456789012:role/clickstream/dev-<pipeline>-spark',
    },
  });
  const plan = samplePlan({ manifest, files: new Map() });
  const job = {
    name: plan.name,
    pipeline: 'shop',
    bundle: manifest,
    bundleUri: plan.bundle.uri,
    work: plan.work,
  };
  const { settings, backend, target, input } = request(config, job);
  return samplePlan({ manifest, files: new Map() }, { settings, request: { backend, target, input } });
}

describeStore('S3, emulated', async () => {
  const account = await Account.open();
  const store = await connectStore(account.config);
  return {
    place: 's3://clickstream-artifacts-dev',
    store: {
      ...store,
      close: () => {
        store.close();
        void account.close();
      },
    },
  };
});

describeBackend('EMR, emulated', async () => {
  const account = await Account.open();
  const cluster = await Cluster.create('shop');
  const store = await connectStore(account.config);
  const backend = new EmrBackend({ s3: { region: REGION } }, store);
  return {
    backend,
    plan: (bundle) => planFor(bundle, 'shop', emrRequest),
    planElsewhere: (bundle) => planFor(bundle, 'nowhere', emrRequest),
    expected: (plan) =>
      (plan.request.input as { Steps: [{ HadoopJarStep: { Args: string[] } }] }).Steps[0].HadoopJarStep.Args,
    asked: async (plan) => (await cluster.step(plan.name)).Config?.Args ?? [],
    async log(plan, line) {
      const { Id = '' } = await cluster.step(plan.name);
      lines.set(Id, [...(lines.get(Id) ?? []), line]);
      await account.writeLog(`emr/${cluster.id}/steps/${Id}/stderr.gz`, lines.get(Id) ?? []);
    },
    async stop() {
      backend.close();
      cluster.close();
      store.close();
      await account.close();
    },
  };
});

describeBackend('EMR Serverless, emulated', async () => {
  const account = await Account.open();
  const client = new EMRServerlessClient({ region: REGION });
  const { applicationId } = await client.send(
    // The emulator knows no later release.
    new CreateApplicationCommand({ name: 'shop', releaseLabel: 'emr-6.6.0', type: 'SPARK' }),
  );
  const store = await connectStore(account.config);
  const backend = new EmrServerlessBackend({ s3: { region: REGION } }, store);
  const idOf = async (plan: Plan): Promise<string> => (await backend.find(plan))?.id ?? '';
  return {
    backend,
    plan: (bundle) => planFor(bundle, 'shop', emrServerlessRequest),
    planElsewhere: (bundle) => planFor(bundle, 'nowhere', emrServerlessRequest),
    expected: (plan) =>
      (plan.request.input as { jobDriver: { sparkSubmit: { entryPointArguments: string[] } } }).jobDriver
        .sparkSubmit.entryPointArguments,
    async asked(plan) {
      const { jobRun } = await client.send(
        new GetJobRunCommand({ applicationId, jobRunId: await idOf(plan) }),
      );
      return jobRun?.jobDriver?.sparkSubmit?.entryPointArguments ?? [];
    },
    async log(plan, line) {
      const id = await idOf(plan);
      lines.set(id, [...(lines.get(id) ?? []), line]);
      const key = `emr-serverless/applications/${applicationId}/jobs/${id}/SPARK_DRIVER/stderr.gz`;
      await account.writeLog(key, lines.get(id) ?? []);
    },
    async stop() {
      backend.close();
      client.destroy();
      store.close();
      await account.close();
    },
  };
});
