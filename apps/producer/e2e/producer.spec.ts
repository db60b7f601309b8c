import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findWorkspace } from '@clickstream/config';
import { kafkajsTopicAdmin, type TopicState } from '@clickstream/kafka';
import { readTopic, type StoredRecord, type TestBroker } from '@clickstream/kafka-testing';
import { startBrokerHome } from './broker-home';

const WORKSPACE = findWorkspace(__dirname);
const SAMPLES = join(WORKSPACE, 'apps/producer/samples');
const SAMPLE = join(SAMPLES, 'access.log.gz');

let broker: TestBroker;
let home: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ broker, home, remove } = await startBrokerHome());
});
afterAll(() => remove());

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The producer as people run it: a process of its own. */
function producer(
  args: readonly string[],
  onStderr: (text: string, stop: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Run> {
  const child = spawn(process.execPath, [join(WORKSPACE, 'dist/apps/producer/main.js'), ...args], {
    cwd: WORKSPACE,
    env: { ...process.env, PLATFORM_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  let killed = false;
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    // One Ctrl-C only: a second one ends the process at once.
    onStderr(stderr, (signal) => (killed ||= child.kill(signal)));
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const stored = (topic: string): Promise<StoredRecord[]> => readTopic(broker.bootstrapServers, topic);
const idOf = ({ value }: StoredRecord): string => (JSON.parse(value) as { event_id: string }).event_id;

describe('the producer on a real broker', () => {
  it('says what to do when the topic is not there', async () => {
    const run = await producer(['import', SAMPLE]);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(/TOPIC_MISSING .* Next: create it: producer topics apply\n$/);
  });

  it('creates topics only when it is told to, and then changes nothing more', async () => {
    const asked = await producer(['topics', 'apply']);
    expect(asked).toMatchObject({ code: 2, stdout: expect.stringContaining('+ clickstream (new)') });
    const done = await producer(['topics', 'apply', '--yes', '--json']);
    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ topics: [{ name: 'clickstream', action: 'create' }] });
    const again = await producer(['topics', 'plan', '--json']);
    expect(JSON.parse(again.stdout)).toEqual({
      topics: [{ name: 'clickstream', action: 'none', changes: [] }],
    });
  });

  it('refuses a topic that keeps records for longer than their ids are remembered, until somebody accepts it', async () => {
    const auth = { auth: 'none', replicationFactor: 1, minInsyncReplicas: 1 } as const;
    const admin = kafkajsTopicAdmin({ bootstrapServers: broker.bootstrapServers, ...auth }, 'e2e');
    const { overrides } = (await admin.describe('clickstream')) as TopicState;
    await admin.override('clickstream', { ...overrides, 'segment.ms': '604800000' });
    await admin.close();
    const refused = await producer(['topics', 'apply', '--yes']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /^TOPICS_REFUSED {2}nothing was changed; .*dedupHorizonMs 259200000 -> 781200000.*--accept-loss segment.ms/,
    );
    const accepted = await producer(['topics', 'apply', '--yes', '--accept-loss', 'segment.ms']);
    expect(accepted).toMatchObject({ code: 0, stdout: expect.stringContaining('604800000 -> 21600000') });
  });

  it('imports the sample, and the second time only what is already known', async () => {
    for (let turn = 0; turn < 2; turn++) {
      const run = await producer(['import', SAMPLE, '--json']);
      expect({ code: run.code, stderr: run.stderr }).toEqual({
        code: 0,
        stderr: expect.stringMatching(/^(acknowledged: .*\n)+$/),
      });
      expect(JSON.parse(run.stdout)).toMatchObject({
        lines: 10_000,
        events: 10_000,
        acknowledged: 10_000,
        malformedLines: 0,
        malformed: [],
      });
    }
    const records = await stored('clickstream');
    expect(records).toHaveLength(20_000);
    expect(new Set(records.map(idOf)).size).toBe(10_000);
    for (const { key, value, headers } of records) {
      const event = JSON.parse(value) as { anonymous_id: string; occurred_at: string };
      expect(key).toBe(event.anonymous_id);
      expect(headers).toEqual({ received_at: String(Date.parse(event.occurred_at)) });
    }
  });

  it('imports events byte for byte, unchecked also those that the contract refuses', async () => {
    const before = (await stored('clickstream')).length;
    const file = join(home, 'events.ndjson');
    const event = '{"anonymous_id":"zo\\u00eb",  "sent_at":"2015-05-17T10:05:03.120Z","nobody":"é"}';
    writeFileSync(file, `${event}\nrubbish\n`);
    const run = await producer(['import', file, '--unchecked', '--json']);
    expect(JSON.parse(run.stdout)).toMatchObject({
      lines: 2,
      events: 1,
      acknowledged: 1,
      malformed: [{ line: 2, reason: 'no JSON object' }],
    });
    const [record, ...rest] = (await stored('clickstream')).filter(({ key }) => key === 'zoë');
    expect(rest).toEqual([]);
    expect(record).toMatchObject({ value: event, headers: { received_at: '1431857103120' } });
    expect(await stored('clickstream')).toHaveLength(before + 1);
  });

  it('imports the rows of a CSV, once with a position file, and writes down what it refused', async () => {
    const [position, refused] = [join(home, 'orders.position'), join(home, 'orders.refused')];
    const args = ['import', join(SAMPLES, 'orders.csv'), '--mapping', join(SAMPLES, 'orders.mapping.json')];
    const runs = [];
    for (let turn = 0; turn < 2; turn++)
      runs.push(await producer([...args, '--position', position, '--refused', refused, '--json']));
    expect(runs.map(({ code, stdout }) => ({ code, ...JSON.parse(stdout) }))).toMatchObject([
      { code: 0, lines: 4, skipped: 0, events: 3, acknowledged: 3, malformedLines: 1 },
      { code: 0, lines: 4, skipped: 4, events: 0, acknowledged: 0, malformedLines: 0 },
    ]);
    expect(JSON.parse(readFileSync(refused, 'utf8'))).toMatchObject({
      line: 6,
      text: expect.stringMatching(/^T_1003;/),
    });
    const orders = (await stored('clickstream')).filter(({ value }) => value.includes('shop.example.com'));
    expect(orders.map(({ key, headers }) => [key, headers]).sort()).toEqual([
      ['a-17', { received_at: '1772438400000' }],
      ['a-18', { received_at: '1772438441000' }],
      ['a-19', { received_at: '1772438467000' }],
    ]);
  });

  it.each([
    ['Ctrl-C', 'SIGINT'],
    ['SIGTERM', 'SIGTERM'],
  ] as const)(
    'stopped by %s says how many were acknowledged, and exactly those are in Kafka',
    async (_, signal) => {
      const before = (await stored('clickstream')).length;
      const file = join(home, 'large.log');
      const line = (n: number) =>
        `10.0.${n % 250}.1 - - [17/May/2015:10:05:03 +0000] "GET /${n} HTTP/1.1" 200 5 "-" "Mozilla/5.0"\n`;
      writeFileSync(file, '');
      for (let part = 0; part < 40; part++)
        appendFileSync(file, Array.from({ length: 10_000 }, (_, n) => line(part * 10_000 + n)).join(''));
      const run = await producer(['import', file, '--json'], (stderr, stop) => {
        if (stderr.includes('acknowledged')) stop(signal);
      });
      const result = JSON.parse(run.stdout) as { lines: number; events: number; acknowledged: number };
      expect(run.code).toBe(130);
      expect(result.lines).toBeLessThan(400_000);
      expect(result.acknowledged).toBe(result.events);
      expect(await stored('clickstream')).toHaveLength(before + result.acknowledged);
    },
  );

  it('waits for a broker that is away, says so in one line, and gives up when it was told to', async () => {
    await broker.kill();
    const run = await producer(['import', SAMPLE, '--give-up-after', '2']);
    expect(run.code).toBe(1);
    const lines = run.stderr.trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^waiting for Kafka: /),
      expect.stringMatching(/^acknowledged: 0 /),
      expect.stringMatching(/^KAFKA_AWAY {2}no acknowledgement for 2 s: .* Next: /),
    ]);
  });

  it('is stopped by Ctrl-C also while it waits for a broker that is away', async () => {
    const run = await producer(['import', SAMPLE, '--json'], (stderr, stop) => {
      if (stderr.includes('waiting for Kafka')) stop('SIGINT');
    });
    expect(run.code).toBe(130);
    expect(JSON.parse(run.stdout)).toMatchObject({ lines: 0, acknowledged: 0 });
  });
});
