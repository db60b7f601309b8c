import type { PlatformConfig } from '@clickstream/config';
import { digestOf, sha256 } from '../bundle/digest';
import type { Bundle } from '../bundle/make';
import type { PipelineState } from '../bundle/manifest';
import { sealed } from '../plan/file';
import type { Plan } from '../plan/plan';
import { bytes } from '../store/object-store';

export const sampleConfig = (changes: Partial<PlatformConfig> = {}): PlatformConfig => ({
  environment: 'local',
  kafka: { bootstrapServers: ['127.0.0.1:9092'], auth: 'none', replicationFactor: 1, minInsyncReplicas: 1 },
  s3: { endpoint: 'http://127.0.0.1:8333', region: 'us-east-1' },
  lake: {
    catalogUri: 'http://127.0.0.1:8181',
    warehouse: 's3://lake',
    namespace: 'shop',
    signingName: 's3tables',
  },
  storage: { checkpoints: 's3://checkpoints/spark', artifacts: 's3://artifacts' },
  infra: {},
  warehouse: { kind: 'duckdb', path: 'warehouse.duckdb' },
  spark: {
    runsOn: 'local',
    executors: 2,
    executorCores: 2,
    executorMemory: '1g',
    master: 'local[2]',
    driverMemory: '1g',
    jit: 'quick',
    shufflePartitions: 2,
    maxRecordsPerBatch: 1_000,
    leaseSeconds: 2,
    triggerSeconds: { raw: 10, events: 2, set_aside: 30, sessions: 30, metrics_minute: 30 },
  },
  ...changes,
});

export const sampleState: PipelineState = {
  checkpoint_version: 1,
  topic: 'shop',
  queries: {
    raw: null,
    events: {
      operator: 'dedupeWithinWatermark',
      watermark: 'kafka_timestamp',
      keys: ['event_id'],
      aggregates: {},
      types: { event_id: 'string' },
    },
    sessions: {
      operator: 'sessionWindowStateStoreSaveExec',
      watermark: 'occurred_at',
      keys: ['anonymous_id', "session_window(occurred_at, '1800000 milliseconds')"],
      aggregates: { events: 'count(*)' },
      types: { anonymous_id: 'string' },
    },
  },
};

/** @param content Two bundles of another content have another version. */
export function sampleBundle(content = 'print()', state = sampleState): Bundle {
  const files = new Map([['job.py', bytes(content)]]);
  const listed = {
    files: [{ name: 'job.py', bytes: content.length, sha256: sha256(content) }],
    jars: [{ name: 'iceberg.jar', sha256: sha256('iceberg') }],
  };
  const digest = digestOf(listed);
  return {
    files,
    manifest: {
      bundle: 1,
      pipeline: 'shop',
      version: `1.0.0-${digest.slice(0, 12)}`,
      digest,
      source: { commit: 'c'.repeat(40), clean: true },
      ...listed,
      state,
    },
  };
}

export function samplePlan(
  { manifest }: Bundle = sampleBundle(),
  changes: Partial<Omit<Plan, 'digest'>> = {},
): Plan {
  const { version, digest, source, state, pipeline } = manifest;
  const checkpoint = (query: string): string => `s3://checkpoints/spark/job=${pipeline}/query=${query}/v1`;
  return sealed({
    plan: 1,
    name: `${pipeline}-${version}`,
    pipeline,
    environment: 'local',
    bundle: { version, digest, ...source, uri: `s3://artifacts/spark/${pipeline}/${version}/` },
    work: { drain: false, settle: false, final: false, queries: null, replay: null },
    checkpoints: Object.fromEntries(Object.keys(state.queries).map((query) => [query, checkpoint(query)])),
    state,
    settings: { shufflePartitions: 2 },
    spark: [{ key: 'spark.sql.shuffle.partitions', value: '2', why: 'state partitions', by: 'job' }],
    request: { backend: 'local', target: '/home', input: {} },
    ...changes,
  });
}
