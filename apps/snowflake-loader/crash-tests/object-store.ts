import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export const ACCESS_KEY = 'crash-tests';
export const SECRET_KEY = 'crash-tests-secret';

const READY_WITHIN_MS = 60_000;
const PORT_FLAGS = [
  '-s3.port',
  '-s3.port.iceberg',
  '-s3.port.grpc',
  '-master.port',
  '-master.port.grpc',
  '-volume.port',
  '-volume.port.grpc',
  '-filer.port',
  '-filer.port.grpc',
  '-admin.port',
  '-admin.port.grpc',
];

/** SeaweedFS with an S3 endpoint and an Iceberg REST catalog, as the local platform runs it. */
export interface ObjectStore {
  readonly s3: string;
  readonly catalog: string;
  stop(): Promise<void>;
}

export async function startObjectStore(weed: string, folder: string): Promise<ObjectStore> {
  const ports = await freePorts(PORT_FLAGS.length);
  const child = spawn(
    weed,
    [
      'mini',
      `-dir=${folder}`,
      '-ip=127.0.0.1',
      '-ip.bind=127.0.0.1',
      '-master.telemetry=false',
      '-webdav=false',
      '-admin.ui=false',
      '-s3.port.lance=0',
      '-tableBucket=lake',
      ...PORT_FLAGS.map((flag, index) => `${flag}=${ports[index]}`),
    ],
    {
      cwd: folder,
      stdio: 'ignore',
      env: { ...process.env, AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: SECRET_KEY },
    },
  );
  const ended = once(child, 'exit');
  const [s3, catalog] = [`http://127.0.0.1:${ports[0]}`, `http://127.0.0.1:${ports[1]}`];
  await untilOk(`${s3}/status`);
  await untilOk(`${catalog}/v1/config`);
  return {
    s3,
    catalog,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function untilOk(url: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await sleep(100);
  }
  throw new Error(`${url} did not answer in time`);
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
