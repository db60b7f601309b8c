import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { findWorkspace } from '@clickstream/config';

/** One real Kafka broker for a test; it keeps its port and its data when it is killed and started again. */
export interface TestBroker {
  readonly bootstrapServers: string[];
  start(): Promise<void>;
  /** SIGTERM: the broker hands its partitions over before it goes. */
  stop(): Promise<void>;
  /** kill -9: the broker has no chance to say goodbye. */
  kill(): Promise<void>;
  /** Kills it and deletes its data. */
  remove(): Promise<void>;
}

/** Some brokers that are one cluster. */
export interface TestCluster {
  readonly bootstrapServers: string[];
  readonly brokers: readonly TestBroker[];
  remove(): Promise<void>;
}

const START_DEADLINE_MS = 60_000;
const JAVA = ['-Xmx256m', '-Xshare:auto', '-XX:TieredStopAtLevel=1'];

/** @throws Error when the jars of `npm test` are not there, or the broker is not up in time. */
export async function startBroker(): Promise<TestBroker> {
  const { brokers } = await startCluster(1);
  return brokers[0] as TestBroker;
}

/** @throws Error as {@link startBroker}. */
export async function startCluster(size: number): Promise<TestCluster> {
  const nodes: Node[] = [];
  for (let id = 1; id <= size; id++)
    nodes.push({ id, client: await freePort(), controller: await freePort() });
  const brokers = nodes.map((node) => prepareBroker(node, nodes));
  await Promise.all(brokers.map((broker) => broker.start()));
  return {
    brokers,
    bootstrapServers: brokers.flatMap(({ bootstrapServers }) => bootstrapServers),
    async remove() {
      for (const broker of brokers) await broker.remove();
    },
  };
}

interface Node {
  readonly id: number;
  /** Port. */
  readonly client: number;
  /** Port. */
  readonly controller: number;
}

function prepareBroker(node: Node, nodes: readonly Node[]): TestBroker {
  const jars = join(findWorkspace(__dirname), '.platform', 'jars', 'kafka');
  if (!existsSync(jars)) throw new Error(`no Kafka in ${jars}; "npm test" fetches it`);
  const folder = mkdtempSync(join(tmpdir(), 'broker-'));
  const java = [...JAVA, '-cp', join(jars, '*')];
  const file = join(folder, 'server.properties');
  writeFileSync(file, properties(folder, node, nodes));
  const format = ['kafka.tools.StorageTool', 'format', '-t', 'broker-for-tests-12345', '-c', file];
  execFileSync('java', [...java, ...format], { stdio: 'pipe' });
  return brokerIn(folder, node, [...java, 'kafka.Kafka', file]);
}

function brokerIn(folder: string, { client }: Node, command: readonly string[]): TestBroker {
  let child: ChildProcess | undefined;
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const ended = child;
    child = undefined;
    if (!ended || ended.exitCode !== null) return;
    const gone = new Promise((resolve) => ended.once('exit', resolve));
    ended.kill(signal);
    await gone;
  };
  const broker: TestBroker = {
    bootstrapServers: [`127.0.0.1:${client}`],
    async start() {
      const out = openSync(join(folder, 'log'), 'a');
      child = spawn('java', command, { stdio: ['ignore', out, out] });
      await untilHealthy(broker.bootstrapServers);
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async remove() {
      await broker.kill();
      rmSync(folder, { recursive: true });
    },
  };
  return broker;
}

function properties(folder: string, { id, client, controller }: Node, nodes: readonly Node[]): string {
  const copies = nodes.length;
  const voters = nodes.map((node) => `${node.id}@127.0.0.1:${node.controller}`).join(',');
  return `process.roles=broker,controller
node.id=${id}
controller.quorum.voters=${voters}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:${client},CONTROLLER://127.0.0.1:${controller}
log.dirs=${join(folder, 'data')}
offsets.topic.replication.factor=${copies}
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=${copies}
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=${copies}
share.coordinator.state.topic.min.isr=1
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=1500
`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilHealthy(brokers: string[]): Promise<void> {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 0 } }).admin();
  const deadline = performance.now() + START_DEADLINE_MS;
  for (;;) {
    try {
      await admin.connect();
      await admin.describeCluster();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    } finally {
      await admin.disconnect();
    }
  }
}
