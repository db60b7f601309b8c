import { setTimeout as sleep } from 'node:timers/promises';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { z } from 'zod';
import { messageOf } from '@clickstream/errors';
import { lakeMetadataBroken, lakeRefused, lakeUnreachable } from './errors';
import { parseJson } from './json';
import type { Credentials } from './object-store';

export interface RestCatalogSettings {
  /** Base of the catalog, without `/v1`. */
  readonly uri: string;
  /** The catalog's name for a warehouse; with AWS Glue the account id. */
  readonly warehouse: string;
  readonly region: string;
  /** AWS service name that requests are signed for: `glue`, or `s3tables`. */
  readonly signingName: string;
  readonly credentials: () => Promise<Credentials>;
}

/** Signed requests to an Iceberg REST catalog; paths are relative to the prefix that it gives. */
export interface CatalogClient {
  /** Asks, and asks again while the catalog is busy. @throws PlatformError LAKE_UNREACHABLE, LAKE_METADATA_BROKEN */
  get(path: string): Promise<Answer>;
  /** Sends a document, once: whether it arrived when there is no answer, only a look at the table tells. */
  post(path: string, body: string): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  /** @throws PlatformError LAKE_REFUSED, LAKE_METADATA_BROKEN */
  json(): Promise<unknown>;
}

const TIMEOUT_MS = 30_000;
/** Waits between tries, milliseconds. */
const BACKOFF_MS = [200, 800, 3_000];

const configSchema = z.object({
  defaults: z.record(z.string(), z.string()).default({}),
  overrides: z.record(z.string(), z.string()).default({}),
});

export function connectCatalog(settings: RestCatalogSettings): CatalogClient {
  const signer = new SignatureV4({
    service: settings.signingName,
    region: settings.region,
    credentials: settings.credentials,
    sha256: Sha256,
  });

  const send = async (method: 'GET' | 'POST', path: string, body?: string): Promise<Response> => {
    const url = new URL(`${settings.uri.replace(/\/$/, '')}${path}`);
    const signed = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body,
    });
    return fetch(url, { method, body, headers: signed.headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  };
  const ask = (path: string): Promise<Response> => withRetry(path, () => send('GET', path));

  const readPrefix = async (): Promise<string> => {
    const path = `/v1/config?warehouse=${encodeURIComponent(settings.warehouse)}`;
    const { defaults, overrides } = configSchema.parse(await answer(await ask(path), path).json());
    const value = overrides.prefix ?? defaults.prefix;
    return value === undefined ? '/v1' : `/v1/${value.split('/').map(encodeURIComponent).join('/')}`;
  };
  let prefix: string | undefined;
  const full = async (path: string): Promise<string> => {
    prefix ??= await readPrefix();
    return `${prefix}${path}`;
  };

  return {
    async get(path) {
      const where = await full(path);
      return answer(await ask(where), where);
    },
    async post(path, body) {
      const where = await full(path);
      try {
        return answer(await send('POST', where, body), where);
      } catch (error) {
        throw lakeUnreachable(where, error);
      }
    },
  };
}

/** The path of a table below the prefix. */
export function tablePath(namespace: string, name: string): string {
  return `/namespaces/${encodeURIComponent(namespace)}/tables/${encodeURIComponent(name)}`;
}

async function withRetry(path: string, get: () => Promise<Response>): Promise<Response> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await get();
      if (response.status < 500 && response.status !== 429) return response;
      throw new Error(`HTTP ${response.status}`);
    } catch (error) {
      const wait = BACKOFF_MS[attempt];
      if (wait === undefined) throw lakeUnreachable(path, error);
      await sleep(wait);
    }
  }
}

function answer(response: Response, path: string): Answer {
  return {
    status: response.status,
    async json() {
      const text = await response.text();
      if (!response.ok) throw lakeRefused(path, response.status, text.slice(0, 300));
      try {
        return parseJson(text);
      } catch (error) {
        throw lakeMetadataBroken(path, `the catalog's answer is no JSON: ${messageOf(error)}`, error);
      }
    },
  };
}
