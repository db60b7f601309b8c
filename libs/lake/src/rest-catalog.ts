import { setTimeout as sleep } from 'node:timers/promises';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { z } from 'zod';
import { messageOf } from '@clickstream/errors';
import { lakeMetadataBroken, lakeRefused, lakeUnreachable } from './errors';
import { parseJson } from './json';
import type { Credentials } from './object-store';
import { parseTable, type LakeTable } from './table';

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

/** Client of an Iceberg REST catalog (Iceberg's open API specification, version 1), signed with AWS SigV4. */
export interface RestCatalog {
  /**
   * @returns undefined when the namespace or the table does not exist (yet).
   * @throws PlatformError LAKE_UNREACHABLE, LAKE_REFUSED, LAKE_METADATA_BROKEN
   */
  loadTable(namespace: string, name: string): Promise<LakeTable | undefined>;
}

const TIMEOUT_MS = 30_000;
/** Waits between tries, milliseconds. */
const BACKOFF_MS = [200, 800, 3_000];

const configSchema = z.object({
  defaults: z.record(z.string(), z.string()).default({}),
  overrides: z.record(z.string(), z.string()).default({}),
});

export function connectRestCatalog(settings: RestCatalogSettings): RestCatalog {
  const signer = new SignatureV4({
    service: settings.signingName,
    region: settings.region,
    credentials: settings.credentials,
    sha256: Sha256,
  });

  const get = async (path: string): Promise<Response> => {
    const url = new URL(`${settings.uri.replace(/\/$/, '')}${path}`);
    const signed = await signer.sign({
      method: 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host },
    });
    return fetch(url, { headers: signed.headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  };

  const readPrefix = async (): Promise<string> => {
    const path = `/v1/config?warehouse=${encodeURIComponent(settings.warehouse)}`;
    const { defaults, overrides } = configSchema.parse(await answer(await withRetry(path, get), path));
    const value = overrides.prefix ?? defaults.prefix;
    return value === undefined ? '' : `/${value.split('/').map(encodeURIComponent).join('/')}`;
  };
  let prefix: string | undefined;

  return {
    async loadTable(namespace, name) {
      prefix ??= await readPrefix();
      const path = `/v1${prefix}/namespaces/${encodeURIComponent(namespace)}/tables/${encodeURIComponent(name)}`;
      const response = await withRetry(path, get);
      if (response.status === 404) return undefined;
      return parseTable(namespace, name, await answer(response, path));
    },
  };
}

async function withRetry(path: string, get: (path: string) => Promise<Response>): Promise<Response> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await get(path);
      if (response.status < 500 && response.status !== 429) return response;
      throw new Error(`HTTP ${response.status}`);
    } catch (error) {
      const wait = BACKOFF_MS[attempt];
      if (wait === undefined) throw lakeUnreachable(path, error);
      await sleep(wait);
    }
  }
}

async function answer(response: Response, path: string): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw lakeRefused(path, response.status, text.slice(0, 300));
  try {
    return parseJson(text);
  } catch (error) {
    throw lakeMetadataBroken(path, `the catalog's answer is no JSON: ${messageOf(error)}`, error);
  }
}
