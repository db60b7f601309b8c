import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { downloadTable, type Lake, type LakeWriter, type NewColumn } from '@clickstream/lake';
import type { OffsetRange } from './range';
import { literal, rows } from './sql';
import { newIn, type Verified } from './verified';

/** What clean runs have verified, as a table of the lake: it only grows, and anybody can ask it. */
export interface VerifiedTable {
  read(): Promise<Verified>;
  /** Adds what a clean run verified and no earlier one had; nothing when there is no such thing. */
  add(run: Verified, now: Date): Promise<void>;
}

export interface VerifiedPlace {
  readonly lake: Lake;
  readonly writer: LakeWriter;
  readonly namespace: string;
  readonly table: string;
}

const VERIFIED = 'verified';
const NO_RECORD = 'no_record';

const COLUMNS: readonly NewColumn[] = [
  { id: 1, name: 'kind', type: 'string', required: true },
  { id: 2, name: 'partition', type: 'int', required: true },
  { id: 3, name: 'from_offset', type: 'long', required: true },
  { id: 4, name: 'to_offset', type: 'long', required: true },
  { id: 5, name: 'verified_at', type: 'timestamptz', required: true },
];

export function verifiedTable({ lake, writer, namespace, table }: VerifiedPlace): VerifiedTable {
  const read = (): Promise<Verified> =>
    inScratch(async (connection, folder) => {
      const paths = await downloadTable(lake, await lake.table(namespace, table), join(folder, 'verified'));
      return paths.length > 0 ? verifiedIn(connection, paths) : { ranges: [], notRecords: [] };
    });
  return {
    read,
    async add(run, now) {
      const added = newIn(await read(), run);
      const count = added.ranges.length + added.notRecords.length;
      if (count === 0) return;
      await inScratch(async (connection, folder) => {
        const path = join(folder, 'added.parquet');
        await connection.run(copyTo(path, added, now));
        await writer.ensureTable(namespace, table, COLUMNS);
        await writer.append(namespace, table, [{ path, rows: count }]);
      });
    },
  };
}

async function verifiedIn(connection: DuckDBConnection, paths: readonly string[]): Promise<Verified> {
  const list = paths.map(literal).join(', ');
  const of = (kind: string): Promise<OffsetRange[]> =>
    rows<OffsetRange>(
      connection,
      `SELECT partition, from_offset AS "from", to_offset AS "to" FROM read_parquet([${list}])
       WHERE kind = '${kind}' ORDER BY ALL`,
    );
  return { ranges: await of(VERIFIED), notRecords: await of(NO_RECORD) };
}

function copyTo(path: string, { ranges, notRecords }: Verified, now: Date): string {
  const values = [
    ...ranges.map((range) => valuesOf(VERIFIED, range, now)),
    ...notRecords.map((range) => valuesOf(NO_RECORD, range, now)),
  ];
  const names = COLUMNS.map(({ name }) => `"${name}"`).join(', ');
  const ids = COLUMNS.map(({ id, name }) => `"${name}": ${id}`).join(', ');
  return `COPY (FROM (VALUES ${values.join(', ')}) rows(${names}))
    TO ${literal(path)} (FORMAT parquet, FIELD_IDS {${ids}})`;
}

function valuesOf(kind: string, { partition, from, to }: OffsetRange, now: Date): string {
  return `('${kind}', ${partition}::INTEGER, ${from}::BIGINT, ${to}::BIGINT, make_timestamptz(${now.getTime()}::BIGINT * 1000))`;
}

async function inScratch<T>(work: (connection: DuckDBConnection, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'verified-'));
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    return await work(connection, folder);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true });
  }
}
