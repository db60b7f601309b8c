import { generateKeyPairSync } from 'node:crypto';
import { basename } from 'node:path';
import type { OnStep } from '../src/port';
import { withSession, type SnowflakeSettings } from '../src/snowflake/connection';
import { plain } from '../src/snowflake/sql';
import { createSnowflakeWarehouse } from '../src/snowflake/warehouse';
import type { Harness } from '../src/testing/bench';
import { warehouseContract } from '../src/testing/contract';
import { startEmulator, type Emulator } from './emulator';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

let emulator: Emulator;
beforeAll(async () => void (emulator = await startEmulator()));
afterAll(() => emulator.stop());

/** Every test has a database of its own, named after its folder; the emulator makes it at login. */
function settingsFor(folder: string): SnowflakeSettings {
  const names = { account: 'emulator', user: 'LOADER', role: 'LOADER', virtualWarehouse: 'LOADING' };
  return { ...names, database: plain(basename(folder)), privateKey, accessUrl: emulator?.url };
}

const settings = new Map<unknown, SnowflakeSettings>();

const harness: Harness = {
  open(folder, onStep?: OnStep) {
    const one = settingsFor(folder);
    const warehouse = createSnowflakeWarehouse({ ...one, onStep });
    settings.set(warehouse, one);
    return warehouse;
  },
  values(warehouse, sql) {
    const one = settings.get(warehouse);
    if (!one) throw new Error('a warehouse of another harness');
    // The loader's names are upper-case there, which is what an analyst gets who does not quote.
    const query = sql.replace(/"([^"]+)"/g, (_quoted, name: string) => `"${name.toUpperCase()}"`);
    return withSession(one, 'contract suite', async (session) =>
      (await session.query(query)).map((row) => Object.values(row)[0]),
    );
  },
};

warehouseContract('Snowflake', harness);
