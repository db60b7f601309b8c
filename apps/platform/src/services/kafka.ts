import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { messageOf } from '@clickstream/errors';
import { writeFileAtomic } from '@clickstream/host';
import type { State } from '../state';
import type { Service, ServiceContext } from './service';

const HOST = '127.0.0.1';
/** Enough for a laptop's traffic; production brokers are sized by MSK. */
const HEAP = '512m';

const brokerName = (id: number): string => `kafka-${id}`;
const brokerIds = (brokers: number): number[] => Array.from({ length: brokers }, (_, index) => index + 1);

/** Brokers of an Apache Kafka cluster in KRaft mode; each is also a controller. */
export function kafkaBrokers(brokers: State['brokers']): Service[] {
  return brokerIds(brokers).map((id) => broker(id));
}

export function bootstrapServers(state: State): string[] {
  return brokerIds(state.brokers).map((id) => `${HOST}:${state.ports[brokerName(id)]?.['client']}`);
}

function broker(id: number): Service {
  const name = brokerName(id);
  return {
    name,
    portNames: ['client', 'controller'],
    async prepare(context) {
      const file = propertiesFile(context, name);
      writeFileAtomic(file, properties(id, context));
      if (!existsSync(join(context.home.data(name), 'meta.properties'))) await format(context, name, file);
    },
    command: (context) => ({
      file: context.tools.java,
      args: [
        `-Xmx${HEAP}`,
        '-XX:+UseG1GC',
        ...javaArguments(context, name),
        'kafka.Kafka',
        propertiesFile(context, name),
      ],
    }),
    unhealthy: (context) => unhealthy(context.state, id),
  };
}

const propertiesFile = (context: ServiceContext, name: string): string =>
  join(context.home.root, 'conf', `${name}.properties`);

function javaArguments(context: ServiceContext, name: string): string[] {
  const log4j = join(context.home.root, 'conf', `${name}.log4j2.properties`);
  writeFileAtomic(log4j, LOGGING);
  return [`-Dlog4j2.configurationFile=${log4j}`, '-cp', join(context.tools.kafkaJars, '*')];
}

const LOGGING = `status = error
appender.stdout.type = Console
appender.stdout.name = stdout
appender.stdout.layout.type = PatternLayout
appender.stdout.layout.pattern = %d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z'}{UTC} %p %m (%c{1})%n
rootLogger.level = info
rootLogger.appenderRef.stdout.ref = stdout
`;

function properties(id: number, { home, state, ports }: ServiceContext): string {
  const replication = state.brokers;
  const voters = brokerIds(state.brokers).map(
    (voter) => `${voter}@${HOST}:${state.ports[brokerName(voter)]?.['controller']}`,
  );
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': id,
    'controller.quorum.voters': voters.join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: `CLIENT://${HOST}:${ports['client']},CONTROLLER://${HOST}:${ports['controller']}`,
    'listener.security.protocol.map': 'CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'CLIENT',
    'log.dirs': home.data(brokerName(id)),
    'default.replication.factor': replication,
    'min.insync.replicas': minInsync(state.brokers),
    'offsets.topic.replication.factor': replication,
    'transaction.state.log.replication.factor': replication,
    'transaction.state.log.min.isr': minInsync(state.brokers),
    'share.coordinator.state.topic.replication.factor': replication,
    'share.coordinator.state.topic.min.isr': minInsync(state.brokers),
    // A topic that nobody declared is a typing error, not a topic.
    'auto.create.topics.enable': false,
    'unclean.leader.election.enable': false,
    'group.initial.rebalance.delay.ms': 0,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

/** With three replicas a record survives one lost broker and writes still go on without it. */
export const minInsync = (brokers: State['brokers']): 1 | 2 => (brokers === 3 ? 2 : 1);

async function format(context: ServiceContext, name: string, file: string): Promise<void> {
  mkdirSync(context.home.data(name), { recursive: true });
  // In one word: an id may begin with a dash.
  const id = `--cluster-id=${context.state.clusterId}`;
  const tool = ['kafka.tools.StorageTool', 'format', id, '--config', file];
  await promisify(execFile)(context.tools.java, [...javaArguments(context, name), ...tool]);
}

async function unhealthy(state: State, id: number): Promise<string | undefined> {
  const kafka = new Kafka({
    clientId: 'platform-health',
    brokers: [`${HOST}:${state.ports[brokerName(id)]?.['client']}`],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    return brokers.length === state.brokers
      ? undefined
      : `${brokers.length} of ${state.brokers} brokers have joined`;
  } catch (error) {
    return messageOf(error);
  } finally {
    await admin.disconnect();
  }
}
