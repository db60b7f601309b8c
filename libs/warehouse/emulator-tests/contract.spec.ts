import { generateKeyPairSync } from 'node:crypto';
import { basename } from 'node:path';
import { snowflakeAccount } from '@clickstream/snowflake-account';
import { plain } from '../src/snowflake/sql';
import { createSnowflakeWarehouse, type SnowflakeOptions } from '../src/snowflake/warehouse';
import type { Harness } from '../src/testing/bench';
import { warehouseContract } from '../src/testing/contract';
import { startEmulator, type Emulator } from './emulator';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

let emulator: Emulator;
beforeAll(async () => void (emulator = await startEmulator()));
afterAll(() => emulator.stop());

/** Every test has a database of its own, named after its folder; the emulator makes it at login. */
function optionsFor(folder: string): SnowflakeOptions {
  const { users, roles, warehouses } = snowflakeAccount('local');
  return {
    ...{
      account: 'emulator',
      user: users.loader,
      role: roles.loader,
      virtualWarehouse: warehouses.loading.name,
    },
    database: plain(basename(folder)),
    keys: [{ place: 'the test', pem: privateKey, passphrase: 'open' }],
    tag: { test: basename(folder) },
    accessUrl: emulator?.url,
  };
}

const harness: Harness = {
  open: (folder, onStep) => createSnowflakeWarehouse({ ...optionsFor(folder), onStep }),
};

warehouseContract('Snowflake', harness);
