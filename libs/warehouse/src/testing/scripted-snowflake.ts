import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** A request of the driver, as a server understands it. */
export interface Asked {
  /** `login`, `renew`, `cancel`, `close`, or the SQL of a statement. */
  readonly what: string;
  /** By which Snowflake knows that a request was sent again; empty where there is none. */
  readonly requestId: string;
  /** How often the same was asked before. */
  readonly before: number;
}

/** What the server does with it. */
export type Reply =
  | {
      readonly kind: 'rows';
      /** Of all columns. */
      readonly type?: 'text' | 'fixed';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (string | null)[])[];
    }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly sqlState?: string }
  | { readonly kind: 'status'; readonly status: number }
  /** Never answers. */
  | { readonly kind: 'silent' }
  /** Ends the connection in the middle of an answer. */
  | { readonly kind: 'cut' };

export const rows = (columns: readonly string[], ...values: (string | null)[][]): Reply => ({
  kind: 'rows',
  columns,
  rows: values,
});
export const failed = (code: string, message: string, sqlState?: string): Reply => ({
  kind: 'failed',
  code,
  message,
  ...(sqlState === undefined ? {} : { sqlState }),
});

export interface ScriptedSnowflake {
  readonly url: string;
  /** All that was asked, in order. */
  readonly asked: Asked[];
  /** Requests that wait for an answer now. */
  open(): number;
  close(): Promise<void>;
}

/** A server that speaks the driver's protocol and does what it is told; a request without a reply of its own succeeds. */
export async function scriptedSnowflake(
  script: (asked: Asked) => Reply | undefined,
): Promise<ScriptedSnowflake> {
  const asked: Asked[] = [];
  let open = 0;
  const server = createServer((request, response) => {
    open += 1;
    response.once('close', () => (open -= 1));
    void read(request).then(({ what, requestId }) => {
      const one = { what, requestId, before: asked.filter((other) => other.what === what).length };
      asked.push(one);
      answer(response, script(one) ?? usual(what));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    open: () => open,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const PATHS: Readonly<Record<string, string>> = {
  '/session/v1/login-request': 'login',
  '/session/token-request': 'renew',
  '/queries/v1/abort-request': 'cancel',
  '/session': 'close',
};

async function read(request: IncomingMessage): Promise<{ what: string; requestId: string }> {
  const url = new URL(request.url ?? '', 'http://scripted');
  const raw = await buffer(request);
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
  const known = PATHS[url.pathname];
  const what = known ?? (JSON.parse(body.toString() || '{}') as { sqlText?: string }).sqlText ?? url.pathname;
  return { what, requestId: url.searchParams.get('requestId') ?? '' };
}

/** Without these the driver fails at the first row. */
const FORMATS = {
  BINARY_OUTPUT_FORMAT: 'HEX',
  DATE_OUTPUT_FORMAT: 'YYYY-MM-DD',
  TIME_OUTPUT_FORMAT: 'HH24:MI:SS',
  TIMESTAMP_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM',
  TIMESTAMP_NTZ_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI:SS.FF3',
  TIMESTAMP_LTZ_OUTPUT_FORMAT: '',
  TIMESTAMP_TZ_OUTPUT_FORMAT: '',
};
const TOKENS = {
  ...{ token: 'session-token', masterToken: 'master-token', sessionToken: 'session-token' },
  ...{ validityInSeconds: 3_600, masterValidityInSeconds: 14_400 },
  ...{ validityInSecondsST: 3_600, validityInSecondsMT: 14_400, sessionId: 1 },
  parameters: Object.entries(FORMATS).map(([name, value]) => ({ name, value })),
};

function usual(what: string): Reply | { readonly kind: 'data'; readonly data: unknown } {
  if (what === 'login' || what === 'renew') return { kind: 'data', data: TOKENS };
  const upload = /^PUT 'file:\/\/(?<path>[^']+)'/.exec(what)?.groups?.['path'];
  return upload === undefined ? rows([]) : { kind: 'data', data: uploadOf(upload) };
}

/** Tells the driver to put a file beside itself: nobody reads it here. */
function uploadOf(path: string): unknown {
  return {
    ...{ command: 'UPLOAD', src_locations: [path], parallel: 1, autoCompress: false, overwrite: true },
    ...{ sourceCompression: 'auto_detect', queryId: 'q', statementTypeId: 0x6401 },
    stageInfo: { locationType: 'LOCAL_FS', location: `${path}.uploaded`, path: '', region: '', creds: {} },
  };
}

function answer(response: ServerResponse, reply: ReturnType<typeof usual>): void {
  switch (reply.kind) {
    case 'silent':
      return;
    case 'status':
      return void response.writeHead(reply.status).end();
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"success": true, "data": {"rows');
      return void setImmediate(() => response.destroy());
    case 'failed': {
      const { code, message, sqlState } = reply;
      return send(response, { success: false, code, message, data: { errorCode: code, sqlState } });
    }
    case 'data':
      return send(response, { success: true, data: reply.data });
    case 'rows': {
      const rowtype = reply.columns.map((name) => ({
        name,
        type: reply.type ?? 'text',
        nullable: true,
        scale: 0,
      }));
      const sizes = { total: reply.rows.length, returned: reply.rows.length, queryId: 'q', parameters: [] };
      return send(response, { success: true, data: { rowtype, rowset: reply.rows, ...sizes } });
    }
  }
}

function send(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
