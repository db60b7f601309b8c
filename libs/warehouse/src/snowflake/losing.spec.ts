import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlatformError } from '@clickstream/errors';
import type { LoadOutcome } from '../port';
import { SCHEMA, snapshot, unit } from '../testing/fixtures';
import { writeParquet } from '../testing/parquet';
import {
  failed,
  rows,
  scriptedSnowflake,
  type Asked,
  type Reply,
  type ScriptedSnowflake,
} from '../testing/scripted-snowflake';
import { createSnowflakeWarehouse } from './warehouse';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

let server: ScriptedSnowflake;
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'losing-'))));
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** One unit with one file of one row. */
async function load(): Promise<LoadOutcome | PlatformError> {
  const warehouse = createSnowflakeWarehouse({
    ...{ account: 'acme', user: 'LOADER', role: 'LOADER', virtualWarehouse: 'LOADING', database: 'D' },
    ...{ keys: [{ place: 'the test', pem: privateKey }], tag: {}, accessUrl: server.url },
    statementDeadlineMs: 500,
  });
  const file = await writeParquet(
    folder,
    '0.parquet',
    `SELECT 'e1' AS event_id, 0 AS "partition", 1::BIGINT AS "offset"`,
  );
  return warehouse
    .write((session) => session.load(unit(1, [file], SCHEMA)))
    .catch((error: unknown) => error as PlatformError);
}

/** Answers a load as Snowflake would, but for what a test says of it. */
const normally =
  (special: (asked: Asked) => Reply | undefined) =>
  (asked: Asked): Reply | undefined => {
    const own = special(asked);
    if (own) return own;
    if (asked.what.startsWith('COPY'))
      return rows(['file', 'status', 'rows_parsed', 'rows_loaded'], ['use/0.parquet', 'LOADED', '1', '1']);
    return asked.what.startsWith('MERGE') ? rows(['number of rows inserted'], ['1']) : undefined;
  };

const verbs = (): string[] =>
  server.asked.map(({ what }) => what.split(' ')[0] ?? '').filter((verb) => /^[A-Z]+$/.test(verb));

it('loads a unit in one transaction: DDL before it, the state locked first, the ledger last', async () => {
  server = await scriptedSnowflake(normally(() => undefined));
  expect(await load()).toEqual({ kind: 'committed', rows: 1, inserted: 1, updated: 0, deleted: 0 });
  expect(verbs()).toEqual([
    ...['ALTER', 'CREATE', 'CREATE', 'BEGIN', 'UPDATE', 'SELECT'],
    ...['PUT', 'COPY', 'MERGE', 'INSERT', 'COMMIT', 'DROP'],
  ]);
});

it('does not say that a unit is loaded when the answer to COMMIT is lost, and finds that it is when it asks', async () => {
  let position: string | undefined;
  server = await scriptedSnowflake(
    normally(({ what }) => {
      if (what.startsWith('COMMIT')) {
        position = snapshot(1).id;
        return { kind: 'silent' };
      }
      return what.startsWith('SELECT SNAPSHOT_ID') && position !== undefined
        ? rows(['ID'], [position])
        : undefined;
    }),
  );
  expect(await load()).toEqual({ kind: 'sessionLost', reason: 'no answer in 0.5 s' });
  expect(await load()).toEqual({ kind: 'alreadyLoaded', position: snapshot(1).id });
  expect(verbs().filter((verb) => verb === 'COMMIT')).toHaveLength(1);
});

it.each([
  ['a MERGE that several rows match', 'MERGE', '100090', '42P18', 'WAREHOUSE_AMBIGUOUS', 'afterFix'],
  ['a lock that another transaction keeps', 'UPDATE', '000625', '57014', 'WAREHOUSE_BUSY', 'backoff'],
  ['a statement that took too long', 'COPY', '000630', '57014', 'WAREHOUSE_SLOW', 'backoff'],
  [
    'a monitor that has stopped the virtual warehouse',
    'COPY',
    '090073',
    '22000',
    'WAREHOUSE_SUSPENDED',
    'backoff',
  ],
  ['a role that may not', 'MERGE', '003001', '42501', 'WAREHOUSE_FORBIDDEN', 'afterFix'],
  ['anything else', 'MERGE', '000904', '42000', 'WAREHOUSE_STATEMENT_REFUSED', 'afterFix'],
] as const)('rolls back after %s, and says it in one line', async (_, verb, code, sqlState, error, retry) => {
  server = await scriptedSnowflake(
    normally(({ what }) =>
      what.startsWith(verb) ? failed(code, 'what Snowflake says', sqlState) : undefined,
    ),
  );
  const outcome = (await load()) as PlatformError;
  expect(outcome).toMatchObject({ code: error, retry });
  expect(outcome.oneLine()).toMatch(
    new RegExp(
      `^${error} {2}.*\\(${code}: what Snowflake says\\) \\(role LOADER, database D of account acme\\)\\. Next: .+$`,
    ),
  );
  expect(verbs()).toContain('ROLLBACK');
  expect(verbs()).not.toContain('COMMIT');
});

it.each([
  ['fewer rows than the lake has', rows(['file', 'status', 'rows_loaded'], ['0.parquet', 'LOADED', '0'])],
  ['a file that was left out', rows(['status'], ['Copy executed with 0 files processed.'])],
  [
    'a file that is loaded in part',
    rows(['file', 'status', 'rows_loaded'], ['0.parquet', 'PARTIALLY_LOADED', '1']),
  ],
])('rolls back when COPY says %s', async (_, copied) => {
  server = await scriptedSnowflake(normally(({ what }) => (what.startsWith('COPY') ? copied : undefined)));
  expect(await load()).toMatchObject({ kind: 'rowsRefused', where: 's3://lake/0.parquet' });
  expect(verbs()).toContain('ROLLBACK');
  expect(verbs()).not.toContain('COMMIT');
});

it('rolls back and names the file when a file could not be read', async () => {
  server = await scriptedSnowflake(
    normally(({ what }) =>
      what.startsWith('COPY') ? failed('100069', 'Error parsing the file', '22000') : undefined,
    ),
  );
  expect(await load()).toMatchObject({ kind: 'rowsRefused' });
  expect(verbs()).toContain('ROLLBACK');
});
