import type {
  Column,
  FileBatches,
  LedgerSnapshot,
  LoadUnit,
  PipelineSchema,
  StagedFile,
  TargetTable,
} from '../port';

export const column = (name: string, type: string, required = false): Column => ({
  name,
  type,
  required,
  doc: `the ${name}`,
});

/** A table whose names need quoting. */
export const EVENTS: TargetTable = {
  name: 'events',
  columns: [
    column('event_id', 'string', true),
    column('anonymous_id', 'string'),
    column('occurred_at', 'timestamptz'),
    column('page_path', 'string'),
    column('amount', 'decimal(12, 2)'),
    column('headers', 'list<struct<key: string, value: binary>>'),
    column('partition', 'int'),
    column('offset', 'long'),
  ],
  key: ['partition', 'offset'],
  kind: 'rows',
};
export const SCHEMA: PipelineSchema = {
  pipeline: 'click-stream',
  schema: 'click_stream',
  tables: [EVENTS],
  sessionGapMs: 1_800_000,
};
export const IDS = 'SELECT event_id FROM click_stream.events ORDER BY event_id';
export const LEDGER = 'SELECT snapshot_id::VARCHAR FROM loader.load_ledger ORDER BY sequence';

export function snapshot(sequence: number, files: readonly StagedFile[] = []): LedgerSnapshot {
  return {
    id: String(8_000_000_000_000_000_000n + BigInt(sequence)),
    parentId: sequence > 1 ? String(8_000_000_000_000_000_000n + BigInt(sequence - 1)) : undefined,
    sequence,
    operation: files.length > 0 ? 'append' : 'replace',
    committedAtMs: Date.UTC(2015, 4, 17, 10, sequence),
    files: files.length,
    rows: files.reduce((sum, file) => sum + file.rows, 0),
  };
}

export function unit(
  sequence: number,
  files: readonly StagedFile[],
  schema: PipelineSchema = SCHEMA,
): LoadUnit {
  const [table] = schema.tables;
  if (!table) throw new Error('the schema has no table');
  const one = snapshot(sequence, files);
  return { schema, table, after: one.parentId, snapshots: [one], files };
}

export async function* batches(...all: readonly (readonly StagedFile[])[]): FileBatches {
  yield* all;
}
