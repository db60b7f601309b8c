import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { SecretRef } from '@clickstream/config';
import { parseJson } from '../json';
import { writeAvro } from './avro-writer';
import { connectLakeWriter, type LakeWriter } from './writer';

/** A store and a catalog in one, as far as a writer asks them: who commits first wins, the others get 409. */
class FakeLake {
  readonly objects = new Map<string, Buffer>();
  readonly commits: string[] = [];
  created: string | undefined;
  /** What happens to the next commits; a commit that is not spoiled succeeds. */
  readonly spoil: ('raced' | 'answer lost' | 'refused')[] = [];
  private snapshots: { readonly id: string; readonly json: string }[] = [];

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://lake').pathname);
    if (path === '/v1/config') response.end('{}');
    else if (path === '/v1/namespaces') response.writeHead(409).end('{}');
    else if (path === '/v1/namespaces/proof/tables') response.end((this.created = body.toString()));
    else if (!path.startsWith('/v1')) this.object(path, request.method ?? '', body, response);
    else if (this.created === undefined) response.writeHead(404).end('{}');
    else if (request.method === 'GET') response.end(this.table());
    else this.commit(body.toString(), response);
  }

  private object(path: string, method: string, body: Buffer, response: ServerResponse): void {
    if (method === 'PUT') this.objects.set(path, body);
    response.end(this.objects.get(path));
  }

  private table(): string {
    const current = this.snapshots.at(-1)?.id ?? -1;
    return `{"metadata": {"format-version": 2, "table-uuid": "u", "location": "s3://lake/verified",
      "last-sequence-number": ${this.snapshots.length}, "current-snapshot-id": ${current},
      "current-schema-id": 0, "default-spec-id": 0, "schemas": [{"schema-id": 0, "fields": []}],
      "partition-specs": [{"spec-id": 0, "fields": []}],
      "snapshots": [${this.snapshots.map(({ json }) => json).join(', ')}]}}`;
  }

  private commit(text: string, response: ServerResponse): void {
    const how = this.spoil.shift();
    if (how === 'raced') this.addOther();
    if (how === 'refused') return void response.writeHead(403).end('no');
    const { requirements, updates } = z
      .object({
        requirements: z.tuple([z.unknown(), z.object({ 'snapshot-id': z.unknown() })]),
        updates: z.tuple([
          z.object({ snapshot: z.looseObject({ 'snapshot-id': z.unknown() }) }),
          z.unknown(),
        ]),
      })
      .parse(parseJson(text));
    const expected = requirements[1]['snapshot-id'];
    const current = this.snapshots.at(-1)?.id;
    if ((expected === null ? undefined : String(expected)) !== current)
      return void response.writeHead(409).end('{}');
    const json = /"snapshot":(\{.*\})\},\{"action":"set-snapshot-ref"/.exec(text)?.[1] ?? '';
    this.commits.push(String(updates[0].snapshot['snapshot-id']));
    this.add(json, String(updates[0].snapshot['snapshot-id']));
    if (how === 'answer lost') response.destroy();
    else response.end('{}');
  }

  private addOther(): void {
    const id = String(this.snapshots.length + 1);
    this.add(`{"snapshot-id": ${id}, "manifest-list": "s3://lake/other", "summary": {}}`, id);
  }

  private add(json: string, id: string): void {
    this.snapshots.push({ id, json });
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

let lake: FakeLake;
let server: Server;
let writer: LakeWriter;
let folder: string;
let path: string;

beforeEach(async () => {
  lake = new FakeLake();
  server = createServer((request, response) => void lake.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), 'lake-writer-'));
  path = join(folder, 'rows.parquet');
  writeFileSync(path, 'rows');
  writeFileSync(join(folder, 'key'), 'secret');
  const key: SecretRef = `file:/${join(folder, 'key').slice(1)}`;
  writer = await connectLakeWriter(
    {
      lake: { catalogUri: uri, warehouse: 'w', signingName: 's3tables', namespace: 'proof' },
      s3: { endpoint: uri, region: 'us-east-1', accessKeyId: key, secretAccessKey: key },
    },
    () => 1_000,
  );
});
afterEach(async () => {
  writer.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const add = async (rows = 2): Promise<void> => {
  await writer.ensureTable('proof', 'verified', [{ id: 1, name: 'n', type: 'int', required: true }]);
  await writer.append('proof', 'verified', [{ path, rows }]);
};

it('makes the table, once, and adds a snapshot with the file and its metadata', async () => {
  await add();
  expect(JSON.parse(lake.created ?? '')).toMatchObject({
    name: 'verified',
    schema: { fields: [{ id: 1, name: 'n', type: 'int', required: true }] },
  });
  expect(lake.commits).toHaveLength(1);
  const kinds = [...lake.objects.keys()].map((key) => key.replace(/[0-9a-f]{64}|\d{15,}/g, '*'));
  expect(kinds).toEqual([
    '/lake/verified/data/*.parquet',
    '/lake/verified/metadata/*-m0.avro',
    '/lake/verified/metadata/snap-*-*.avro',
  ]);
  lake.created = `${lake.created} `;
  await add();
  expect(lake.created.endsWith(' ')).toBe(true);
  expect(lake.commits).toHaveLength(2);
});

it('tries again on top of what another writer was faster to commit', async () => {
  lake.objects.set('/lake/other', emptyList());
  lake.spoil.push('raced');
  await add();
  expect(lake.commits).toHaveLength(1);
});

it('does not add twice when the answer is lost and not the commit', async () => {
  lake.spoil.push('answer lost');
  await add();
  expect(lake.commits).toHaveLength(1);
});

it('gives up when others are faster again and again, or when it is refused', async () => {
  lake.objects.set('/lake/other', emptyList());
  lake.spoil.push('raced', 'raced', 'raced', 'raced', 'raced');
  await expect(add()).rejects.toMatchObject({ code: 'LAKE_COMMIT_LOST', retry: 'backoff' });
  lake.spoil.push('refused');
  await expect(add()).rejects.toMatchObject({ code: 'LAKE_REFUSED' });
  expect(lake.commits).toEqual([]);
});

/** An Avro file of no records. */
function emptyList(): Buffer {
  return writeAvro({ type: 'record', name: 'manifest_file', fields: [] }, []);
}
