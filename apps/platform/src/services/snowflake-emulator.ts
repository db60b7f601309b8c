import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PlatformError, messageOf } from '@clickstream/errors';
import { writeFileAtomic } from '@clickstream/host';
import { snowflakeAccount } from '@clickstream/snowflake-account';
import type { Home } from '../home';
import type { State } from '../state';
import type { Service } from './service';

const HOST = '127.0.0.1';
const NAME = 'snowflake-emulator';

/** A fake for development (`tools/snowflake-emulator`): Snowflake itself runs nowhere but in the cloud. */
export const snowflakeEmulator: Service = {
  name: NAME,
  portNames: ['http'],
  async prepare({ home, tools }) {
    if (!existsSync(tools.emulatorPython)) throw notInstalled(tools.emulatorPython);
    ensureKey(home);
  },
  command: ({ home, tools, ports }) => ({
    file: tools.emulatorPython,
    args: [tools.emulatorServer, '--port', `${ports['http']}`, '--data', home.data(NAME)],
  }),
  async unhealthy({ state }) {
    try {
      // Any answer will do: there is nothing to ask without logging in.
      await fetch(`${emulatorUrl(state)}/session`, { signal: AbortSignal.timeout(2_000) });
      return undefined;
    } catch (error) {
      return `${emulatorUrl(state)}: ${messageOf(error)}`;
    }
  },
};

export const emulatorUrl = (state: State): string => `http://${HOST}:${state.ports[NAME]?.['http']}`;

/** Who logs in at the emulator, and where it keeps the rows. */
export function emulatorLogin(home: Home) {
  const { users, roles, warehouses, database } = snowflakeAccount('local');
  return {
    account: 'emulator',
    user: users.loader,
    role: roles.loader,
    virtualWarehouse: warehouses.loading.name,
    database,
    keyFile: join(home.root, 'secrets', 'snowflake-loader-key.pem'),
  };
}

/** The driver signs in with a key, so there must be one; the emulator takes any. */
function ensureKey(home: Home): void {
  const { keyFile } = emulatorLogin(home);
  if (existsSync(keyFile)) return;
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  writeFileAtomic(keyFile, privateKey, 0o600);
}

function notInstalled(where: string): PlatformError {
  return new PlatformError({
    code: 'EMULATOR_MISSING',
    message: 'the packages of the Snowflake emulator are not installed',
    where,
    next: 'node tools/setup/main.mjs setup:snowflake-emulator',
    exitCode: 2,
  });
}
