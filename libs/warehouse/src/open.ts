import { randomUUID } from 'node:crypto';
import { resolveSecret, type PlatformConfig, type SecretRef } from '@clickstream/config';
import { createDuckdbWarehouse } from './duckdb/warehouse';
import type { OnStep, Warehouse } from './port';
import type { PrivateKey } from './snowflake/keys';
import { createSnowflakeWarehouse } from './snowflake/warehouse';

type SnowflakeConfig = Extract<PlatformConfig['warehouse'], { kind: 'snowflake' }>;

/**
 * The warehouse that the settings name, for work on a pipeline.
 *
 * @throws PlatformError SECRET_MISSING, SECRET_UNSUPPORTED
 */
export async function openWarehouse(
  { warehouse }: PlatformConfig,
  { pipeline, onStep }: { readonly pipeline: string; readonly onStep?: OnStep },
): Promise<Warehouse> {
  if (warehouse.kind === 'duckdb') return createDuckdbWarehouse({ path: warehouse.path, onStep });
  const { account, user, role, virtualWarehouse, database, accessUrl } = warehouse;
  return createSnowflakeWarehouse({
    ...{ account, user, role, virtualWarehouse, database, accessUrl },
    keys: await keysOf(warehouse),
    tag: { pipeline, run: randomUUID() },
    onStep,
  });
}

async function keysOf(config: SnowflakeConfig): Promise<PrivateKey[]> {
  const { privateKey, privateKeyPassphrase, secondPrivateKey, secondPrivateKeyPassphrase } = config;
  const first = await keyOf('warehouse.privateKey', privateKey, privateKeyPassphrase);
  if (!secondPrivateKey) return [first];
  return [first, await keyOf('warehouse.secondPrivateKey', secondPrivateKey, secondPrivateKeyPassphrase)];
}

async function keyOf(place: string, key: SecretRef, passphrase: SecretRef | undefined): Promise<PrivateKey> {
  return {
    place: `${place}, ${key}`,
    pem: await resolveSecret(key),
    ...(passphrase === undefined ? {} : { passphrase: await resolveSecret(passphrase) }),
  };
}
