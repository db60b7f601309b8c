import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataFile, Lake, LakeTable, Operation, Snapshot } from '@clickstream/lake';
import type {
  Comparison,
  FileBatches,
  LoadOutcome,
  LoadUnit,
  ReadSession,
  StagedFile,
  Tally,
  TargetTable,
  Warehouse,
  WriteSession,
} from '@clickstream/warehouse';
import type { Loader } from '../load';
import { openStaging } from '../staging';
import type { LoadPlan } from '../target';
import { BOUNDS } from '../units';

/** Snapshots `1`, `2`, ... with one file of `rows` rows each; every one is the child of the one before. */
export function chain(...rows: (number | Operation)[]): Snapshot[] {
  return rows.map((one, index) => {
    const operation = typeof one === 'number' ? 'append' : one;
    return {
      id: String(index + 1),
      parentId: index === 0 ? undefined : String(index),
      sequence: index + 1,
      committedAtMs: 1_000 * (index + 1),
      operation,
      manifestList: `s3://lake/snap-${index + 1}.avro`,
      summary: { 'added-records': String(typeof one === 'number' ? one : 0) },
    };
  });
}

export function lakeTable(name: string, snapshots: readonly Snapshot[]): LakeTable {
  return {
    namespace: 'clickstream',
    name,
    currentSnapshotId: snapshots.at(-1)?.id,
    snapshots: new Map(snapshots.map((one) => [one.id, one])),
    columns: [],
    schemas: new Map(),
  };
}

const EVENTS: TargetTable = { name: 'events', columns: [], key: ['event_id'], kind: 'rows' };
export const PLAN: LoadPlan = {
  schema: { pipeline: 'clickstream', schema: 'clickstream', tables: [EVENTS], sessionGapMs: 1_800_000 },
  targets: [{ source: 'events_clickstream', table: EVENTS }],
};

/** A loader whose lake and warehouse write every effect to one list, in order. */
export interface Recording {
  readonly loader: Loader;
  readonly effects: string[];
  /** What the warehouse answers next instead of doing its work. */
  readonly answers: LoadOutcome[];
  /** Last loaded snapshot, as the ledger would say. */
  position: string | undefined;
  /** What the warehouse finds when it compares. */
  comparison: Comparison;
  /** What the warehouse finds when it counts. */
  tally: Tally;
  close(): void;
}

export async function recording(
  snapshots: readonly Snapshot[] | undefined,
  overrides: Partial<Loader> = {},
): Promise<Recording> {
  const root = mkdtempSync(join(tmpdir(), 'loader-'));
  const effects: string[] = [];
  const lake = recordingLake(snapshots, effects);
  const warehouse = recordingWarehouse(() => recorded);
  const recorded: Recording = {
    effects,
    answers: [],
    position: undefined,
    comparison: EQUAL,
    tally: { recorded: 0, found: 0 },
    close: () => rmSync(root, { recursive: true }),
    loader: {
      plan: PLAN,
      lake,
      namespace: 'clickstream',
      warehouse,
      publisher: { now: () => warehouse.publish(), whenDue: () => warehouse.publish() },
      staging: await openStaging(lake, root),
      bounds: BOUNDS,
      signal: new AbortController().signal,
      reach: (point) => void effects.push(`at ${point}`),
      observer: {
        pending: (table, { snapshots: count, rows }) =>
          void effects.push(`${table} lacks ${count} snapshots, ${rows} rows`),
        applied: (table, { rows }) => void effects.push(`${table} has ${rows} rows more`),
      },
      ...overrides,
    },
  };
  return recorded;
}

/** A loader that commits its first unit, is not due to publish it, and finds the second one refused. */
export async function failingHalfWay(): Promise<Recording> {
  const recorded = await recording(chain(10, 5), {
    bounds: { ...BOUNDS, snapshots: 1 },
    publisher: { whenDue: () => Promise.resolve(), now: () => recorded.loader.warehouse.publish() },
  });
  recorded.answers.push(
    { kind: 'committed', rows: 10, inserted: 10, updated: 0, deleted: 0 },
    { kind: 'rowsRefused', where: 's3://lake/2.parquet', reason: 'cut' },
  );
  return recorded;
}

function recordingLake(snapshots: readonly Snapshot[] | undefined, effects: string[]): Lake {
  const filesOf = (snapshot: Snapshot): DataFile[] => [
    {
      location: `s3://lake/${snapshot.id}.parquet`,
      rows: Number(snapshot.summary['added-records']),
      bytes: 1,
      bounds: new Map(),
    },
  ];
  return {
    table: (_namespace, name) => Promise.resolve(snapshots && lakeTable(name, snapshots)),
    addedFiles: (snapshot) => Promise.resolve(filesOf(snapshot)),
    liveFiles: ({ sequence }) =>
      Promise.resolve((snapshots ?? []).filter((one) => one.sequence <= sequence).flatMap(filesOf)),
    download(file, path) {
      effects.push(`download ${file.location}`);
      writeFileSync(path, '.');
      return Promise.resolve();
    },
    close: () => undefined,
  };
}

function recordingWarehouse(recorded: () => Recording): Warehouse {
  const answer = (verb: string, snapshots: LoadUnit['snapshots'], files: LoadUnit['files']): LoadOutcome => {
    const state = recorded();
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    const committed: LoadOutcome = { kind: 'committed', rows, inserted: rows, updated: 0, deleted: 0 };
    const outcome = state.answers.shift() ?? committed;
    const ids = snapshots.map((snapshot) => snapshot.id).join('+') || 'nothing';
    state.effects.push(`${verb.replace('#', ids)}: ${outcome.kind}`);
    if (outcome.kind === 'alreadyLoaded') state.position = outcome.position;
    if (outcome.kind === 'committed') state.position = snapshots.at(-1)?.id;
    return outcome;
  };
  const gather = async (verb: string, batches: FileBatches): Promise<StagedFile[]> => {
    const files: StagedFile[] = [];
    for await (const batch of batches) {
      recorded().effects.push(`${verb} ${batch.map((file) => file.location).join(', ')}`);
      files.push(...batch);
    }
    return files;
  };
  const reading: ReadSession = {
    position: () => Promise.resolve(recorded().position),
    progress: () => Promise.resolve([]),
    tally: () => Promise.resolve(recorded().tally),
    async compare({ batches }) {
      await gather('compare with', batches);
      return recorded().comparison;
    },
  };
  const writing: WriteSession = {
    ...reading,
    prepare: () => Promise.resolve(void recorded().effects.push('prepare')).then(() => []),
    load: ({ after, snapshots, files }) =>
      Promise.resolve(answer(`load # after ${after ?? 'nothing'}`, snapshots, files)),
    rebuild: async ({ snapshots, batches }) =>
      answer('rebuild #', snapshots, await gather('gather', batches)),
  };
  return {
    kind: 'duckdb',
    capabilities: { readers: 'copy', filesPerUnit: 1_000 },
    readers: 'warehouse.read.duckdb',
    read: (work) => work(reading),
    write: (work) => work(writing),
    publish: () => Promise.resolve(void recorded().effects.push('publish')),
    ask: () => Promise.resolve([]),
    explain(_schema, units) {
      const statements = units.map((unit) => ({
        ...{ table: unit.table.name, step: 'merged' as const },
        sql: `MERGE ${unit.files.map((file) => file.path).join(', ')} after ${unit.after ?? 'nothing'}`,
      }));
      return Promise.resolve(statements);
    },
  };
}

const EQUAL: Comparison = {
  ...{ lakeRows: 10, copies: 0, warehouseRows: 10, missing: 0, extra: 0, changed: 0 },
  examples: [],
  fingerprint: { lake: 'abc', warehouse: 'abc' },
};
