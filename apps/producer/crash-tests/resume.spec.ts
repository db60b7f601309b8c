import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findWorkspace } from '@clickstream/config';
import { readTopic, type StoredRecord, type TestBroker } from '@clickstream/kafka-testing';
import { startBrokerHome } from '../e2e/broker-home';

const WORKSPACE = findWorkspace(__dirname);

let broker: TestBroker;
let home: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ broker, home, remove } = await startBrokerHome());
  expect(await producer('topics', 'apply', '--yes')).toEqual({ code: 0, killed: false });
});
afterAll(() => remove());

interface End {
  readonly code: number | null;
  readonly killed: boolean;
}

function producer(...args: string[]): Promise<End> {
  return producerUntil(() => false, args);
}

/** Runs the producer, and kills it -9 as soon as what it says on stderr is enough. */
function producerUntil(isEnough: (stderr: string) => boolean, args: readonly string[]): Promise<End> {
  const child = spawn(process.execPath, [join(WORKSPACE, 'dist/apps/producer/main.js'), ...args], {
    cwd: WORKSPACE,
    env: { ...process.env, PLATFORM_HOME: home },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    if (isEnough(stderr)) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, killed: signal === 'SIGKILL' }));
  });
}

const lines = (path: string): Record<string, unknown>[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const stored = (): Promise<StoredRecord[]> => readTopic(broker.bootstrapServers, 'clickstream');
const numberOf = ({ headers }: StoredRecord): number => Number(headers['record']);

it('a simulation that was killed sends exactly the rest, in order, as its ground truth says', async () => {
  const [position, truth] = [join(home, 'position.json'), join(home, 'truth')];
  const args = ['simulate', '--events', '60000', '--seed', '9', '--position', position, '--truth', truth];
  const first = await producerUntil((stderr) => /acknowledged: [1-9]/.test(stderr), args);
  expect(first).toEqual({ code: null, killed: true });
  const before = await stored();
  const { done } = JSON.parse(readFileSync(position, 'utf8')) as { done: number };
  expect(before.length).toBeGreaterThan(0);

  expect(await producer(...args)).toEqual({ code: 0, killed: false });
  const records = await stored();
  const expected = lines(join(truth, 'records.ndjson'));
  expect(new Set(records.map(numberOf))).toEqual(new Set(expected.map(({ record }) => record)));

  const twice = records.length - expected.length;
  expect(twice).toBe(before.filter((record) => numberOf(record) >= done).length);
  const ends = [0, 1, 2, 3].map(
    (partition) => before.filter((record) => record.partition === partition).length,
  );
  const after = records.filter(({ partition, offset }) => offset >= BigInt(ends[partition] as number));
  expect(after.every((record) => numberOf(record) >= done)).toBe(true);
  for (const part of [before, after])
    for (let partition = 0; partition < 4; partition++) {
      const numbers = part.filter((record) => record.partition === partition).map(numberOf);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }
});

it('an import that was killed sends exactly the rest, with the same event ids', async () => {
  const [file, position] = [join(home, 'large.log'), join(home, 'import.json')];
  const line = (n: number): string =>
    `10.7.${n % 250}.1 - - [17/May/2015:10:05:03 +0000] "GET /import/${n} HTTP/1.1" 200 5 "-" "Mozilla/5.0"\n`;
  writeFileSync(file, Array.from({ length: 100_000 }, (_, n) => line(n)).join(''));
  const args = ['import', file, '--position', position];
  const first = await producerUntil((stderr) => /acknowledged: [1-9]/.test(stderr), args);
  expect(first).toEqual({ code: null, killed: true });
  expect(await producer(...args)).toEqual({ code: 0, killed: false });

  const events = (await stored())
    .map(({ value }) => value)
    .filter((value) => value.includes('"/import/'))
    .map((value) => JSON.parse(value) as { event_id: string; page: { path: string } });
  const idsByPath = new Map<string, Set<string>>();
  for (const { event_id: id, page } of events)
    idsByPath.set(page.path, (idsByPath.get(page.path) ?? new Set()).add(id));
  expect(idsByPath.size).toBe(100_000);
  expect(Math.max(...[...idsByPath.values()].map((ids) => ids.size))).toBe(1);
  expect(events.length).toBeGreaterThanOrEqual(100_000);
  expect(events.length).toBeLessThan(200_000);
});
