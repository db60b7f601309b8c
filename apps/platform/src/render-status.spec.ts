import { renderStatus } from './render-status';

const events = {
  query: 'events',
  batch_id: 3,
  at: '2026-01-01T00:00:00Z',
  duration_ms: 900,
  input_rows: 1_000,
  rows_read: 10_000,
  rows_written: 9_990,
  end_offsets: { '0': 10_000 },
  phases_ms: { triggerExecution: 900 },
  input_rows_per_second: 500,
  processed_rows_per_second: 1_100,
  offsets_behind: 12,
  state_rows: 9_990,
  state_bytes: 1_000_000,
  rows_dropped: 0,
  watermark: null,
  latency_ms: { p50: 900, p95: 1_840, p99: 2_000 },
};

const anywhere = {
  kafka: { bootstrapServers: ['127.0.0.1:9092'] },
  s3: {
    endpoint: 'http://127.0.0.1:8333',
    region: 'us-east-1',
    accessKeyId: 'id',
    secretAccessKey: 'key',
  },
  catalog: { uri: 'http://127.0.0.1:8181', warehouse: 's3://lake', signingName: 's3tables' },
  warehouse: { file: 'warehouse.read.duckdb' },
};

it('shows services, where to connect, and how far each query is', () => {
  const text = renderStatus({
    home: '/srv/clone/.platform/local',
    healthy: false,
    services: [
      { name: 'kafka-1', pid: 41, healthy: true, reason: null, log: 'kafka-1.log' },
      { name: 'object-store', pid: null, healthy: false, reason: 'not running', log: 'object-store.log' },
    ],
    endpoints: anywhere,
    pipelines: [
      {
        name: 'clickstream',
        pid: 42,
        state: 'running',
        error: null,
        queries: [events],
        waiting: { raw: 'waiting for Kafka' },
      },
    ],
  });
  expect(text).toMatchInlineSnapshot(`
    "┌──────────────┬─────┬─────────────┐
    │ service      │ pid │ state       │
    ├──────────────┼─────┼─────────────┤
    │ kafka-1      │ 41  │ healthy     │
    ├──────────────┼─────┼─────────────┤
    │ object-store │ -   │ not running │
    └──────────────┴─────┴─────────────┘
    kafka      127.0.0.1:9092
    s3         http://127.0.0.1:8333
    catalog    http://127.0.0.1:8181 (warehouse s3://lake, signed for s3tables)
    warehouse  warehouse.read.duckdb
    keys       npm run platform -- status --json

    pipeline clickstream: job runs (pid 42)
    raw: waiting for Kafka
    ┌────────┬───────┬──────────────────────┬───────┬────────┬─────────┬─────────┬───────┬────────┬─────────────┐
    │ query  │ batch │ ended                │ rows  │ read   │ written │ dropped │ state │ behind │ p95 latency │
    ├────────┼───────┼──────────────────────┼───────┼────────┼─────────┼─────────┼───────┼────────┼─────────────┤
    │ events │ 3     │ 2026-01-01T00:00:00Z │ 1,000 │ 10,000 │ 9,990   │ 0       │ 9,990 │ 12     │ 1.8 s       │
    └────────┴───────┴──────────────────────┴───────┴────────┴─────────┴─────────┴───────┴────────┴─────────────┘"
  `);
  expect(text).not.toContain('key ');
});

it.each([
  ['running', null, 'no job runs, the latest was killed: start it again'],
  ['drained', null, 'no job runs, the latest was drained'],
  ['refused', 'ROWS_DROPPED  3 rows', 'no job runs, the latest was refused: ROWS_DROPPED  3 rows'],
  [null, null, 'no job has run'],
] as const)('tells how the latest job ended: %s', (state, error, line) => {
  const pipeline = { name: 'clickstream', pid: null, state, error, queries: [], waiting: {} };
  const text = renderStatus({
    home: '.',
    healthy: true,
    services: [],
    endpoints: anywhere,
    pipelines: [pipeline],
  });
  expect(text).toContain(`pipeline clickstream: ${line}\n`);
});

it('says how to start what was never started', () => {
  const nothing = { home: '.platform/local', healthy: false, services: [], endpoints: null, pipelines: [] };
  expect(renderStatus(nothing)).toBe(
    'nothing was started in .platform/local. Start it with: npm run platform -- up',
  );
});
