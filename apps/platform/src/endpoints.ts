import { join } from 'node:path';
import { writeEndpoints, type ConfigOverlay, type SecretRef } from '@clickstream/config';
import { bootstrapServers, minInsync } from './services/kafka';
import { BUCKETS, REGION, TABLE_BUCKET, catalogUri, s3Endpoint, secretFiles } from './services/object-store';
import { emulatorLogin, emulatorUrl } from './services/snowflake-emulator';
import type { Home } from './home';
import type { State } from './state';

/** What the local catalog expects of its clients. */
export const CATALOG = {
  warehouse: `s3://${TABLE_BUCKET}`,
  signingName: 's3tables',
  region: 'us-east-1',
} as const;

/** The loader's own file, and the copy that everybody else reads: DuckDB lets one process in at a time. */
export function warehouseFile(home: Home): { writable: string; readable: string } {
  const folder = join(home.root, 'warehouse');
  return { writable: join(folder, 'warehouse.duckdb'), readable: join(folder, 'warehouse.read.duckdb') };
}

/** Tells every app of the workspace where this home's services listen. */
export function writeHomeEndpoints(home: Home, state: State): void {
  const secrets = secretFiles(home);
  writeEndpoints(home.root, {
    kafka: {
      bootstrapServers: bootstrapServers(state),
      replicationFactor: state.brokers,
      minInsyncReplicas: minInsync(state.brokers),
    },
    s3: {
      endpoint: s3Endpoint(state),
      region: REGION,
      accessKeyId: fileRef(secrets.accessKeyId),
      secretAccessKey: fileRef(secrets.secretAccessKey),
    },
    lake: { catalogUri: catalogUri(state), warehouse: CATALOG.warehouse, signingName: CATALOG.signingName },
    storage: { checkpoints: `s3://${BUCKETS.checkpoints}/spark`, artifacts: `s3://${BUCKETS.artifacts}` },
    warehouse: warehouseOf(home, state),
  });
}

function warehouseOf(home: Home, state: State): ConfigOverlay['warehouse'] {
  if (state.warehouse === 'duckdb') return { path: warehouseFile(home).writable };
  const { keyFile, ...login } = emulatorLogin(home);
  return { kind: 'snowflake', ...login, privateKey: fileRef(keyFile), accessUrl: emulatorUrl(state) };
}

/** @param path Absolute. */
const fileRef = (path: string): SecretRef => `file:/${path.slice(1)}`;
