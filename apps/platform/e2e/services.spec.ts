import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { statusSchema, type Status } from '../src/commands/status';
import { servicesOf } from '../src/commands/up';
import { startServices, type Platform } from '../src/services/run-service';
import type { State } from '../src/state';
import { openWorkbench } from '../src/workbench';
import { run, runJson, scratchHome, start, status } from './command';

let home: string;
let remove: () => Promise<void>;

beforeEach(() => ({ path: home, remove } = scratchHome()));
afterEach(() => remove());

const up = (...args: string[]): Promise<Status> => runJson<Status>('platform', ['up', ...args], home);
const pids = (now: Status): (number | null)[] => now.services.map((service) => service.pid);

async function listenOn(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function recordCount(now: Status, topic: string): Promise<number> {
  const admin = kafka(now).admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return offsets.reduce((sum, { high }) => sum + Number(high), 0);
}

const kafka = (now: Status): Kafka =>
  new Kafka({ brokers: now.endpoints?.kafka.bootstrapServers ?? [], logLevel: logLevel.NOTHING });

async function send(now: Status, topic: string): Promise<void> {
  const producer = kafka(now).producer();
  await producer.connect();
  await producer.send({ topic, acks: -1, messages: [{ value: 'kept' }] });
  await producer.disconnect();
}

it('comes up, stays up when asked again, and heals a killed broker without losing a record', async () => {
  const first = await up();
  expect(statusSchema.parse(first).healthy).toBe(true);
  expect((await run('platform', ['logs', 'kafka-1', '--lines', 'all'], home)).stdout).toContain(
    'Kafka Server started',
  );
  await send(first, 'clickstream');

  const second = await up();
  expect(pids(second)).toEqual(pids(first));

  const broker = first.services.find((service) => service.name === 'kafka-1');
  process.kill(broker?.pid as number, 'SIGKILL');
  const sick = await run('platform', ['status', '--json'], home);
  expect(sick.code).toBe(1);
  expect(sick.stderr).toMatch(/^UNHEALTHY {2}kafka-1: not running/);

  const healed = await up();
  expect(healed.healthy).toBe(true);
  expect(healed.endpoints).toEqual(first.endpoints);
  expect(await recordCount(healed, 'clickstream')).toBe(1);
});

it('survives a stale pid file and a port that somebody took while it was down', async () => {
  const first = await up();
  await run('platform', ['down'], home);
  expect(pids(JSON.parse((await run('platform', ['status', '--json'], home)).stdout) as Status)).toEqual([
    null,
    null,
  ]);

  const port = Number(first.endpoints?.kafka.bootstrapServers[0]?.split(':')[1]);
  const stranger = await listenOn(port);
  writeFileSync(join(home, 'run', 'kafka-1.pid'), JSON.stringify({ pid: process.pid, startedAt: 'before' }));
  try {
    const again = await up();
    expect(again.healthy).toBe(true);
    expect(again.endpoints?.kafka.bootstrapServers).not.toEqual(first.endpoints?.kafka.bootstrapServers);
  } finally {
    stranger.close();
  }
});

it.each(['kafka-1', 'object-store'])(
  'starts %s on other ports when somebody takes one between choice and use',
  async (name) => {
    // One in 64 begins with a dash, which a command line takes for an option.
    const clusterId = `-${randomBytes(16).toString('base64url').slice(1)}`;
    const state: State = { version: 1, brokers: 1, warehouse: 'duckdb', clusterId, ports: {} };
    const platform: Platform = { ...openWorkbench(home), state };
    const [service] = servicesOf(state).filter((one) => one.name === name);
    if (!service) throw new Error(`there is no service ${name}`);
    let stranger: Server | undefined;
    const prepare: typeof service.prepare = async (context) => {
      await service.prepare(context);
      stranger ??= await listenOn(context.ports[service.portNames[0] as string] as number);
    };
    try {
      await startServices(platform, [{ ...service, prepare }], { signal: new AbortController().signal });
      expect(stranger).toBeDefined();
      expect(
        await service.unhealthy({ ...platform, ports: platform.state.ports[name] ?? {} }),
      ).toBeUndefined();
    } finally {
      stranger?.close();
    }
  },
);

it('lets two homes run side by side, and one command at a time change a home', async () => {
  const other = scratchHome();
  try {
    const [mine, theirs, late] = await Promise.all([
      run('platform', ['up', '--json'], home),
      run('platform', ['up', '--json'], other.path),
      run('platform', ['up', '--json'], home),
    ]);
    expect([mine.code, late.code].sort()).toEqual([0, 2]);
    expect(mine.stderr + late.stderr).toMatch(/HOME_BUSY {2}another platform command \(pid \d+\)/);
    expect(theirs.code).toBe(0);
    expect((await status(home)).healthy).toBe(true);
    expect((await status(other.path)).healthy).toBe(true);
  } finally {
    await other.remove();
  }
});

it.each([['up'], ['demo', '--keep']])(
  'leaves nothing running when Ctrl-C comes in the middle of %s',
  async (...args) => {
    const starting = start('platform', [...args, '--home', home], home);
    const pidFile = join(home, 'run', 'object-store.pid');
    while (!existsSync(pidFile)) await new Promise(setImmediate);
    const { pid } = JSON.parse(readFileSync(pidFile, 'utf8')) as { pid: number };
    starting.process.kill('SIGINT');
    expect((await starting.outcome).code).toBe(130);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(existsSync(pidFile)).toBe(false);
  },
);

it('keeps the keys of the store out of logs, process lists and the readable status', async () => {
  const now = await up();
  const secret = now.endpoints?.s3.secretAccessKey as string;
  expect(secret).toMatch(/^[0-9a-f]{40}$/);
  const readable = (await run('platform', ['status'], home)).stdout;
  const commandLines = now.services.map(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  const logs = now.services.map(({ log }) => readFileSync(log, 'utf8'));
  for (const text of [readable, ...commandLines, ...logs]) expect(text).not.toContain(secret);
});

it('runs three brokers that keep every record on three, and refuses to change their number', async () => {
  const now = await up('--brokers', '3');
  expect(now.services.map((service) => service.name)).toEqual([
    'kafka-1',
    'kafka-2',
    'kafka-3',
    'object-store',
  ]);
  const admin = kafka(now).admin();
  await admin.connect();
  const { topics } = await admin.fetchTopicMetadata({ topics: ['clickstream'] });
  await admin.disconnect();
  expect(topics[0]?.partitions.map((partition) => partition.isr.length)).toEqual([3, 3, 3, 3]);
  const refused = await run('platform', ['up', '--brokers', '1'], home);
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringMatching(/^BROKERS_FIXED {2}this home was made with 3 broker/),
  ]);
});
