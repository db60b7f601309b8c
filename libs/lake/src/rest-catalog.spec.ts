import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connectRestCatalog, type RestCatalog } from './rest-catalog';

const TABLE = readFileSync(join(__dirname, '../fixtures/table.json'));
const TABLE_PATH = '/v1/lake/namespaces/clickstream/tables/events_tiny';

let server: Server | undefined;
afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))));

/** A catalog on a free port that gives the answers in order and records what it was asked. */
async function catalog(...answers: ((response: ServerResponse) => void)[]): Promise<{
  client: RestCatalog;
  asked: IncomingMessage[];
}> {
  const asked: IncomingMessage[] = [];
  const listening = createServer((request, response) => {
    asked.push(request);
    const answer = answers.shift();
    if (answer) answer(response);
    else request.destroy();
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  server = listening;
  const client = connectRestCatalog({
    uri: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`,
    warehouse: 's3://lake',
    region: 'us-east-1',
    signingName: 's3tables',
    credentials: () => Promise.resolve({ accessKeyId: 'AKID', secretAccessKey: 'secret' }),
  });
  return { client, asked };
}

const config = (response: ServerResponse): void =>
  void response.end('{"defaults": {}, "overrides": {"prefix": "lake"}}');
const table = (response: ServerResponse): void => void response.end(TABLE);
const status =
  (code: number, text = '') =>
  (response: ServerResponse): void =>
    void response.writeHead(code).end(text);
const cut = (response: ServerResponse): void => void response.destroy();

describe('the REST catalog', () => {
  it('loads a table under the prefix that the catalog gives, every request signed for the service', async () => {
    const { client, asked } = await catalog(config, table);
    expect((await client.loadTable('clickstream', 'events_tiny'))?.snapshots.size).toBe(5);
    expect(asked.map((request) => request.url)).toEqual(['/v1/config?warehouse=s3%3A%2F%2Flake', TABLE_PATH]);
    for (const request of asked)
      expect(request.headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/us-east-1\/s3tables\/aws4_request/,
      );
  });

  it('asks for the prefix once', async () => {
    const { client, asked } = await catalog(config, table, table);
    await client.loadTable('clickstream', 'events_tiny');
    await client.loadTable('clickstream', 'events_tiny');
    expect(asked.map((request) => request.url).slice(1)).toEqual([TABLE_PATH, TABLE_PATH]);
  });

  it('has no answer for a table or namespace that is not there yet', async () => {
    const { client } = await catalog(config, status(404, '{"error": {}}'));
    expect(await client.loadTable('clickstream', 'events_tiny')).toBeUndefined();
  });

  it('tries again when it is busy or the connection breaks', async () => {
    const { client, asked } = await catalog(config, status(503), cut, table);
    expect((await client.loadTable('clickstream', 'events_tiny'))?.name).toBe('events_tiny');
    expect(asked).toHaveLength(4);
  });

  it('says when wrong keys are refused, at once', async () => {
    const { client, asked } = await catalog(config, status(403, 'signature'));
    await expect(client.loadTable('clickstream', 'events_tiny')).rejects.toMatchObject({
      code: 'LAKE_REFUSED',
      message: 'the lake refused with HTTP 403: signature',
      where: TABLE_PATH,
    });
    expect(asked).toHaveLength(2);
  });

  it('says when the answer is no JSON', async () => {
    const { client } = await catalog(config, (response) => void response.end('<html>'));
    await expect(client.loadTable('clickstream', 'events_tiny')).rejects.toMatchObject({
      code: 'LAKE_METADATA_BROKEN',
    });
  });
});
