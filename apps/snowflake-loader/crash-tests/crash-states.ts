import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsSeen, expectEqual, fill, type Worldly } from './behaviours';
import type { LoaderCommand } from './loader';
import { onFile } from './warehouse-file';

/** Above the largest process id of any supported system. */
const DEAD_PID = 2 ** 23;

/** What a loader that is no more copied and did not remove. */
function leaveStaging(loader: LoaderCommand): string {
  const folder = join(loader.folder, 'staging', `${DEAD_PID}-abc`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '0.parquet'), 'half a fi');
  return folder;
}

/** Runs statements in a process that then dies as by `kill -9`, with its transaction open. */
async function dieWithin(path: string, ...statements: string[]): Promise<void> {
  const script = `
    const { DuckDBInstance } = require('@duckdb/node-api');
    (async () => {
      const connection = await (await DuckDBInstance.create(${JSON.stringify(path)})).connect();
      for (const statement of ${JSON.stringify(statements)}) await connection.run(statement);
      process.kill(process.pid, 'SIGKILL');
    })();`;
  const [, signal] = await once(spawn(process.execPath, ['-e', script]), 'exit');
  expect(signal).toBe('SIGKILL');
}

/** States that a crash leaves, made without the loader, so that they do not depend on how it works today. */
export function crashStateBehaviours(world: Worldly): void {
  describe('a loader that finds', () => {
    beforeAll(async () => fill(await world().lake('states'), 4));
    const loaded = async (): Promise<LoaderCommand> => {
      const loader = world().loader('states');
      await loader.load();
      return loader;
    };

    it('files staged and no ledger, begins anew', async () => {
      const loader = world().loader('states');
      const left = leaveStaging(loader);
      await loader.load();
      expect(existsSync(left)).toBe(false);
      await expectEqual(loader, 160);
    });

    it('a ledger and files that were staged for it, removes them and loads nothing', async () => {
      const loader = await loaded();
      const left = leaveStaging(loader);
      expect((await loader.load()).tables[0]).toMatchObject({ units: 0 });
      expect(existsSync(left)).toBe(false);
      await expectEqual(loader, 160);
    });

    it('rows and ledger that were never committed, sees neither', async () => {
      const loader = await loaded();
      await dieWithin(
        loader.warehouse,
        'BEGIN',
        `INSERT INTO clickstream.events SELECT * REPLACE ('mine' AS event_id) FROM clickstream.events`,
        'DELETE FROM loader.load_ledger',
      );
      expect((await loader.load()).tables[0]).toMatchObject({ units: 0 });
      await expectEqual(loader, 160);
    });

    it('rows without their ledger, adds none again', async () => {
      const loader = await loaded();
      await onFile(loader.warehouse, 'DELETE FROM loader.load_ledger');
      expect((await loader.load()).tables[0]).toMatchObject({ snapshots: 4, rows: 160, inserted: 0 });
      await expectEqual(loader, 160);
    });

    it('half a rebuild beside the table, finishes another', async () => {
      const loader = await loaded();
      await onFile(
        loader.warehouse,
        'CREATE TABLE clickstream."events rebuilt" AS FROM clickstream.events LIMIT 7',
      );
      await loader.load();
      expect(await eventsSeen(loader)).toBe(160);
      await loader.rebuild();
      await expectEqual(loader, 160);
    });

    it('a copy for readers that is half written, replaces it', async () => {
      const loader = world().loader('states');
      writeFileSync(`${loader.readers}.${DEAD_PID}.tmp`, 'half a co');
      await loader.load();
      expect(existsSync(`${loader.readers}.${DEAD_PID}.tmp`)).toBe(false);
      await expectEqual(loader, 160);
    });
  });

  it('says what it would run, and nothing once all is loaded', async () => {
    const loader = world().loader('states');
    const { statements } = await loader.sql();
    expect(statements.map((one) => one.step)).toEqual(
      expect.arrayContaining(['prepare', 'begun', 'staged', 'merged', 'recorded', 'committed']),
    );
    expect(existsSync(loader.warehouse)).toBe(false);
    await loader.load();
    expect(await loader.sql()).toEqual({ pipeline: 'clickstream', statements: [] });
  });
}
