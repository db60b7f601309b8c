import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlatformError } from '@clickstream/errors';
import { endpointsFile, writeEndpoints, type ConfigOverlay } from './endpoints';
import { loadConfig } from './load';
import { ENVIRONMENTS } from './schema';

const endpoints: ConfigOverlay = {
  kafka: { bootstrapServers: ['127.0.0.1:9092'] },
  s3: {
    endpoint: 'http://127.0.0.1:8333',
    accessKeyId: 'file:/run/secrets/id',
    secretAccessKey: 'file:/run/secrets/key',
  },
  lake: { catalogUri: 'http://127.0.0.1:8181' },
  warehouse: { path: '/data/warehouse.duckdb' },
};

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'config-'))));
afterEach(() => rmSync(home, { recursive: true }));

const load = (environment: string, env: NodeJS.ProcessEnv = {}) =>
  loadConfig({ environment, workspace: '/clone', env: { PLATFORM_HOME: home, ...env } });

function failure(environment: string, env: NodeJS.ProcessEnv = {}): PlatformError {
  try {
    load(environment, env);
  } catch (error) {
    return error as PlatformError;
  }
  throw new Error('the configuration was accepted');
}

describe('loadConfig', () => {
  it.each(ENVIRONMENTS.filter((name) => name !== 'local'))('accepts %s as it is', (environment) => {
    expect(load(environment)).toMatchObject({ environment, kafka: { auth: 'msk-iam' } });
  });

  it('takes what a running local platform published', () => {
    writeEndpoints(home, endpoints);
    expect(load('local')).toMatchObject({
      kafka: { bootstrapServers: ['127.0.0.1:9092'], auth: 'none', replicationFactor: 1 },
      lake: { namespace: 'clickstream', catalogUri: 'http://127.0.0.1:8181' },
      warehouse: { kind: 'duckdb', path: '/data/warehouse.duckdb' },
      spark: { triggerSeconds: { events: 2, sessions: 30 } },
    });
  });

  it('takes endpoints that are not published yet', () => {
    const config = loadConfig({
      environment: 'local',
      workspace: '/clone',
      env: { PLATFORM_HOME: home },
      endpoints,
    });
    expect(config.s3.endpoint).toBe('http://127.0.0.1:8333');
  });

  it('lets a variable override the endpoints, the endpoints the file, the file the default', () => {
    writeEndpoints(home, { ...endpoints, spark: { shufflePartitions: 3, driverMemory: '3g' } });
    const { kafka, spark } = load('local', {
      PLATFORM_KAFKA_BOOTSTRAP_SERVERS: 'a:1, b:2',
      PLATFORM_SPARK_SHUFFLE_PARTITIONS: '4',
      PLATFORM_SPARK_TRIGGER_SECONDS_SET_ASIDE: '5',
    });
    expect(kafka.bootstrapServers).toEqual(['a:1', 'b:2']);
    expect(kafka.minInsyncReplicas).toBe(1);
    expect(spark).toMatchObject({
      shufflePartitions: 4,
      driverMemory: '3g',
      triggerSeconds: { set_aside: 5 },
    });
  });

  it('does not let a local platform leak into another environment', () => {
    writeEndpoints(home, endpoints);
    expect(load('prod').s3.endpoint).toBeUndefined();
  });

  it('names every place of a key that is set nowhere, and says how to start the platform', () => {
    const error = failure('local', {
      PLATFORM_S3_ENDPOINT: 'http://127.0.0.1:1',
      PLATFORM_LAKE_CATALOG_URI: 'http://127.0.0.1:2',
      PLATFORM_WAREHOUSE_PATH: 'w.duckdb',
    });
    expect(error.oneLine()).toBe(
      'CONFIG_INVALID  kafka.bootstrapServers is not set; allowed: host:port, several joined by commas; looked in ' +
        `PLATFORM_KAFKA_BOOTSTRAP_SERVERS (not set), ${endpointsFile(home)} (no such file), ` +
        'libs/config/environments/local.json (not set) (environment: local). Next: npm run platform -- up',
    );
    expect(error.exitCode).toBe(2);
  });

  it('says what was found where, and what is allowed', () => {
    expect(failure('prod', { PLATFORM_KAFKA_AUTH: 'sasl' }).message).toBe(
      'kafka.auth is "sasl"; allowed: none or msk-iam; looked in PLATFORM_KAFKA_AUTH (found)',
    );
  });

  it('reports all bad keys together', () => {
    const { message } = failure('prod', {
      PLATFORM_SPARK_DRIVER_MEMORY: 'lots',
      PLATFORM_KAFKA_BOOTSTRAP_SERVERS: 'a:9092,b',
      PLATFORM_KAFKA_TOPIC: 'x',
    });
    expect(message.split('\n').map((line) => line.trim().split(' is ')[0])).toEqual([
      '3 problems',
      'kafka.bootstrapServers',
      'spark.driverMemory',
      'environment variable PLATFORM_KAFKA_TOPIC',
      '',
    ]);
  });

  it('never reaches AWS from the local environment because an endpoint is missing', () => {
    writeEndpoints(home, { ...endpoints, s3: {} });
    expect(failure('local').message).toMatch(/^s3.endpoint is not set/);
  });

  it('refuses a plain secret and does not print it', () => {
    const error = failure('prod', { PLATFORM_WAREHOUSE_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----' });
    expect(error.message).toMatch(/^warehouse.privateKey is a plain value \(hidden\); allowed: env:NAME/);
    expect(error.message).not.toContain('BEGIN');
  });

  it('refuses half a pair of credentials', () => {
    expect(failure('prod', { PLATFORM_S3_ACCESS_KEY_ID: 'env:ID' }).message).toMatch(
      /^s3.secretAccessKey is not set/,
    );
  });

  it('refuses more copies in sync than there are copies', () => {
    expect(failure('prod', { PLATFORM_KAFKA_MIN_INSYNC_REPLICAS: '4' }).message).toMatch(
      /^kafka.minInsyncReplicas is 4; .* at most kafka.replicationFactor/,
    );
  });

  it.each([
    [{ kafka: { bootstrapServer: ['a:1'] } }, /kafka.bootstrapServer in .* is not a setting/],
    [{ kafka: 'a:1' }, /kafka in .* is not a setting/],
    [['kafka'], /the whole content in .* is not a setting/],
  ])('refuses an endpoints file that holds %j', (content, message) => {
    writeFileSync(endpointsFile(home), JSON.stringify(content));
    expect(failure('local').message).toMatch(message);
  });

  it('says that an endpoints file is broken', () => {
    writeFileSync(endpointsFile(home), '{"kafka"');
    expect(failure('local')).toMatchObject({ code: 'BAD_ENDPOINTS', where: endpointsFile(home) });
  });

  it('names the environments there are', () => {
    expect(failure('production')).toMatchObject({
      code: 'UNKNOWN_ENVIRONMENT',
      next: 'use one of: local, dev, staging, prod',
    });
  });
});
