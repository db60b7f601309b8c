import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** Stands between the driver and the emulator, and notes what was executed. */
export interface Recorder {
  readonly url: string;
  /** Statements that the emulator executed without an error. */
  readonly executed: Set<string>;
  close(): Promise<void>;
}

export async function recordInFrontOf(target: string): Promise<Recorder> {
  const executed = new Set<string>();
  const server = createServer((request, response) => void pass(target, request, response, executed)).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    executed,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function pass(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  executed: Set<string>,
): Promise<void> {
  const body = await buffer(request);
  const headers = Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name)) as [
    string,
    string,
  ][];
  const { method = 'GET', url = '' } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const answer = await fetch(`${target}${url}`, { method, headers, ...(hasBody ? { body } : {}) });
  const text = Buffer.from(await answer.arrayBuffer());
  if (url.startsWith('/queries/v1/query-request') && isSuccess(text))
    executed.add(statementOf(request, body));
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
  response.end(text);
}

const HOP_BY_HOP = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'expect']);

function isSuccess(answer: Buffer): boolean {
  return (JSON.parse(answer.toString()) as { success?: boolean }).success === true;
}

function statementOf(request: IncomingMessage, body: Buffer): string {
  const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  return (JSON.parse(plain.toString()) as { sqlText: string }).sqlText;
}
