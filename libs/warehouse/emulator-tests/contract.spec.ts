import { generateKeyPairSync } from 'node:crypto';
import { basename } from 'node:path';
import { snowflakeAccount } from '@clickstream/snowflake-account';
import { plain } from '../src/snowflake/sql';
import { createSnowflakeWarehouse, type SnowflakeOptions } from '../src/snowflake/warehouse';
import type { Harness } from '../src/testing/bench';
import { warehouseContract } from '../src/testing/contract';
import { renderEvidence } from '../src/testing/statements';
import { startEmulator, type Emulator } from './emulator';
import { evidenceOf, generatedStatements, publishedEvidence } from './evidence';
import { recordInFrontOf, type Recorder } from './recorder';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

let emulator: Emulator;
let recorder: Recorder;
beforeAll(async () => {
  emulator = await startEmulator();
  recorder = await recordInFrontOf(emulator.url);
});
afterAll(async () => {
  await recorder.close();
  await emulator.stop();
});

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
    accessUrl: recorder?.url,
  };
}

const harness: Harness = {
  open: (folder, onStep) => createSnowflakeWarehouse({ ...optionsFor(folder), onStep }),
};

warehouseContract('Snowflake', harness);

/** After all behaviours: what they made the emulator execute. */
describe('every class of statements', () => {
  it('has the proof that docs/warehouse.md says (else: UPDATE_STATEMENTS=1)', () => {
    const evidence = evidenceOf(recorder.executed, generatedStatements());
    process.stdout.write(`${renderEvidence(evidence).join('\n')}\n`);
    expect(publishedEvidence(evidence)).toEqual(evidence);
  });
});
