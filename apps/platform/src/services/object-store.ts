import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { messageOf } from '@clickstream/errors';
import { writeFileAtomic } from '@clickstream/host';
import type { Home } from '../home';
import type { State } from '../state';
import type { Service, ServiceContext } from './service';

const HOST = '127.0.0.1';
const NAME = 'object-store';

export const BUCKETS = { checkpoints: 'checkpoints', artifacts: 'artifacts' } as const;
/** The table bucket: an Iceberg REST catalog serves it as warehouse `s3://lake`. */
export const TABLE_BUCKET = 'lake';

/** Region that requests are signed for; the store takes any, clients must agree on one. */
export const REGION = 'us-east-1';

/** Every listener of the process, so that none falls back to a well-known port another checkout may use. */
const PORTS = {
  s3: '-s3.port',
  catalog: '-s3.port.iceberg',
  s3Grpc: '-s3.port.grpc',
  master: '-master.port',
  masterGrpc: '-master.port.grpc',
  volume: '-volume.port',
  volumeGrpc: '-volume.port.grpc',
  filer: '-filer.port',
  filerGrpc: '-filer.port.grpc',
  admin: '-admin.port',
  // Off the port its maintenance worker dials (admin + 10000): nothing but our own jobs may rewrite or expire tables.
  adminGrpc: '-admin.port.grpc',
} as const;

/** SeaweedFS: the S3 API and the Iceberg REST catalog in one process. */
export const objectStore: Service = {
  name: NAME,
  portNames: Object.keys(PORTS),
  async prepare({ home }) {
    mkdirSync(home.data(NAME), { recursive: true });
    ensureCredentials(home);
  },
  command({ home, tools, ports }) {
    const { accessKeyId, secretAccessKey } = readCredentials(home);
    return {
      file: tools.weed,
      args: [
        'mini',
        `-dir=${home.data(NAME)}`,
        `-ip=${HOST}`,
        `-ip.bind=${HOST}`,
        '-master.telemetry=false',
        '-webdav=false',
        '-admin.ui=false',
        '-s3.port.lance=0',
        `-bucket=${Object.values(BUCKETS).join(',')}`,
        `-tableBucket=${TABLE_BUCKET}`,
        ...Object.entries(PORTS).map(([name, flag]) => `${flag}=${ports[name]}`),
      ],
      env: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    };
  },
  async unhealthy({ home, state, ports }: ServiceContext) {
    const catalog = `http://${HOST}:${ports['catalog']}/v1/config`;
    return (await notOk(catalog)) ?? missingBucket(s3Endpoint(state), readCredentials(home));
  },
};

export const s3Endpoint = (state: State): string => `http://${HOST}:${state.ports[NAME]?.['s3']}`;
export const catalogUri = (state: State): string => `http://${HOST}:${state.ports[NAME]?.['catalog']}`;

/** Files that hold the keys of the local store, made at random for each home and readable by their owner only. */
export function secretFiles(home: Home): { accessKeyId: string; secretAccessKey: string } {
  const folder = join(home.root, 'secrets');
  return {
    accessKeyId: join(folder, 's3-access-key-id'),
    secretAccessKey: join(folder, 's3-secret-access-key'),
  };
}

function ensureCredentials(home: Home): void {
  const files = secretFiles(home);
  if (existsSync(files.secretAccessKey)) return;
  writeFileAtomic(files.accessKeyId, randomBytes(10).toString('hex'), 0o600);
  writeFileAtomic(files.secretAccessKey, randomBytes(20).toString('hex'), 0o600);
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

function readCredentials(home: Home): Credentials {
  const files = secretFiles(home);
  return {
    accessKeyId: readFileSync(files.accessKeyId, 'utf8'),
    secretAccessKey: readFileSync(files.secretAccessKey, 'utf8'),
  };
}

async function notOk(url: string): Promise<string | undefined> {
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return status === 200 ? undefined : `${url} answered ${status}`;
  } catch (error) {
    return `${url}: ${messageOf(error)}`;
  }
}

/** The buckets are made after the ports are open, so an open port is not enough. */
async function missingBucket(endpoint: string, credentials: Credentials): Promise<string | undefined> {
  const client = new S3Client({
    endpoint,
    region: REGION,
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
  });
  try {
    for (const bucket of [...Object.values(BUCKETS), TABLE_BUCKET]) {
      await client.send(new HeadBucketCommand({ Bucket: bucket }));
    }
    return undefined;
  } catch (error) {
    return `${endpoint}: ${messageOf(error)}`;
  } finally {
    client.destroy();
  }
}
