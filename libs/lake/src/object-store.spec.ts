import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectObjectStore, type ObjectStore } from './object-store';

let server: Server;
let store: ObjectStore;
let folder: string;
const asked: string[] = [];
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  store = connectObjectStore({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
  });
  folder = mkdtempSync(join(tmpdir(), 'object-store-'));
});
beforeEach(() => asked.splice(0));
afterAll(async () => {
  store.close();
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => server.close(resolve));
});

const error = (status: number, code: string) => (response: ServerResponse) =>
  void response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<Error><Code>${code}</Code></Error>`);

describe('the object store', () => {
  it('reads an object with the bucket in the path', async () => {
    answer = (response) => void response.end('rows');
    expect(Buffer.from(await store.read('s3://lake/data/a b.parquet')).toString()).toBe('rows');
    expect(asked).toEqual(['GET /lake/data/a%20b.parquet?x-id=GetObject']);
  });

  it('streams an object into a file', async () => {
    answer = (response) => void response.end(Buffer.alloc(1_000_000, 7));
    const file = join(folder, 'a.parquet');
    await store.download('s3://lake/data/a.parquet', file);
    expect(readFileSync(file).equals(Buffer.alloc(1_000_000, 7))).toBe(true);
  });

  it('names a file that is not there', async () => {
    answer = error(404, 'NoSuchKey');
    await expect(store.read('s3://lake/gone.parquet')).rejects.toMatchObject({
      code: 'LAKE_FILE_MISSING',
      where: 's3://lake/gone.parquet',
    });
  });

  it('does not insist when it is refused', async () => {
    answer = error(403, 'AccessDenied');
    await expect(store.read('s3://lake/a')).rejects.toMatchObject({ code: 'LAKE_REFUSED' });
    expect(asked).toHaveLength(1);
  });

  it('gives up on a store that stays broken, and says that later may help', async () => {
    answer = error(500, 'InternalError');
    await expect(store.read('s3://lake/a')).rejects.toMatchObject({
      code: 'LAKE_UNREACHABLE',
      retry: 'backoff',
    });
    expect(asked).toHaveLength(4);
  });

  it('does not blame the lake for a local folder that is missing', async () => {
    answer = (response) => void response.end('rows');
    const download = store.download('s3://lake/a', join(folder, 'none/a.parquet'));
    await expect(download).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a location that is not in S3', async () => {
    await expect(store.read('/etc/hosts')).rejects.toMatchObject({ code: 'LAKE_METADATA_BROKEN' });
  });
});
