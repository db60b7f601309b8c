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
  /** kill -9: the broker has no chance to say goodbye. */
  kill(): Promise<void>;
  /** Kills it and deletes its data. */
  remove(): Promise<void>;
}

const START_DEADLINE_MS = 60_000;

/** @throws Error when the jars of `npm test` are not there, or the broker is not up in time. */
export async function startBroker(): Promise<TestBroker> {
  const jars = join(findWorkspace(__dirname), '.platform', 'jars', 'kafka');
  if (!existsSync(jars)) throw new Error(`no Kafka in ${jars}; "npm test" fetches it`);
  const folder = mkdtempSync(join(tmpdir(), 'broker-'));
  const [client, controller] = [await freePort(), await freePort()];
  const java = ['-Xmx256m', '-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', join(jars, '*')];
  const file = join(folder, 'server.properties');
  writeFileSync(file, properties(folder, client, controller));
  execFileSync(
    'java',
    [...java, 'kafka.tools.StorageTool', 'format', '-t', 'broker-for-tests-12345', '-c', file],
    {
      stdio: 'pipe',
    },
  );

  let child: ChildProcess | undefined;
  const broker: TestBroker = {
    bootstrapServers: [`127.0.0.1:${client}`],
    async start() {
      const out = openSync(join(folder, 'log'), 'a');
      child = spawn('java', [...java, 'kafka.Kafka', file], { stdio: ['ignore', out, out] });
      await untilHealthy(broker.bootstrapServers);
    },
    async kill() {
      const killed = child;
      child = undefined;
      if (!killed || killed.exitCode !== null) return;
      const gone = new Promise((resolve) => killed.once('exit', resolve));
      killed.kill('SIGKILL');
      await gone;
    },
    async remove() {
      await broker.kill();
      rmSync(folder, { recursive: true });
    },
  };
  await broker.start();
  return broker;
}

function properties(folder: string, client: number, controller: number): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:${client},CONTROLLER://127.0.0.1:${controller}
log.dirs=${join(folder, 'data')}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
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
