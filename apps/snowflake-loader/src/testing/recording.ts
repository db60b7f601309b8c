import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataFile, Lake, LakeTable, Operation, Snapshot } from '@clickstream/lake';
import type {
  Comparison,
  LoadOutcome,
  LoadUnit,
  ReadSession,
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
  };
}

const EVENTS = { name: 'events', columns: [], key: ['event_id'] };
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
      onProgress: (table, done, pending) => void effects.push(`${table} ${done} of ${pending}`),
      ...overrides,
    },
  };
  return recorded;
}

function recordingLake(snapshots: readonly Snapshot[] | undefined, effects: string[]): Lake {
  const filesOf = (snapshot: Snapshot): DataFile[] => [
    {
      location: `s3://lake/${snapshot.id}.parquet`,
      rows: Number(snapshot.summary['added-records']),
      bytes: 1,
    },
  ];
  return {
    table: (_namespace, name) => Promise.resolve(snapshots && lakeTable(name, snapshots)),
    addedFiles: (snapshot) => Promise.resolve(filesOf(snapshot)),
    liveFiles: () => Promise.resolve((snapshots ?? []).flatMap(filesOf)),
    download(file, path) {
      effects.push(`download ${file.location}`);
      writeFileSync(path, '.');
      return Promise.resolve();
    },
    close: () => undefined,
  };
}

function recordingWarehouse(recorded: () => Recording): Warehouse {
  const answer = (unit: LoadUnit, verb: string): Promise<LoadOutcome> => {
    const state = recorded();
    const rows = unit.files.reduce((sum, file) => sum + file.rows, 0);
    const outcome = state.answers.shift() ?? { kind: 'committed', rows, inserted: rows };
    const ids = unit.snapshots.map((snapshot) => snapshot.id).join('+') || 'nothing';
    state.effects.push(`${verb} ${ids} after ${unit.after ?? 'nothing'}: ${outcome.kind}`);
    if (outcome.kind === 'alreadyLoaded') state.position = outcome.position;
    if (outcome.kind === 'committed') state.position = unit.snapshots.at(-1)?.id;
    return Promise.resolve(outcome);
  };
  const reading: ReadSession = {
    position: () => Promise.resolve(recorded().position),
    progress: () => Promise.resolve([]),
    compare(_schema, _table, files) {
      recorded().effects.push(`compare with ${files.map((file) => file.location).join(', ') || 'nothing'}`);
      return Promise.resolve(recorded().comparison);
    },
  };
  const writing: WriteSession = {
    ...reading,
    prepare: () => Promise.resolve(void recorded().effects.push('prepare')).then(() => []),
    load: (unit) => answer(unit, 'load'),
    rebuild: (unit) => answer(unit, 'rebuild'),
  };
  return {
    kind: 'duckdb',
    readers: 'warehouse.read.duckdb',
    read: (work) => work(reading),
    write: (work) => work(writing),
    publish: () => Promise.resolve(void recorded().effects.push('publish')),
  };
}

const EQUAL: Comparison = {
  ...{ lakeRows: 10, copies: 0, warehouseRows: 10, missing: 0, extra: 0, changed: 0 },
  examples: [],
  fingerprint: { lake: 'abc', warehouse: 'abc' },
};
