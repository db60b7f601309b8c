import { join } from 'node:path';
import { findWorkspace } from '@clickstream/config';
import { findPipeline } from '@clickstream/pipeline';
import { readCompiledContract } from '@clickstream/schema';
import type { KeyRange, StagedFile } from '@clickstream/warehouse';
import { planOf } from '../src/target';

export const plan = planOf(readCompiledContract(findPipeline(findWorkspace(), 'clickstream').contractFile));
const [target] = plan.targets;
if (!target) throw new Error('the pipeline has no table');
export const { table } = target;

/** One event of a visitor each so many milliseconds. */
const PACE_MS = 100;
const EPOCH_MS = Date.UTC(2015, 4, 17);

export function fileOf(folder: string, from: number, rows: number): StagedFile {
  const path = join(folder, `${from}.parquet`);
  return { location: path, path, rows };
}

/** The statement that writes rows `from` to `from + rows` as the stream would: one visitor of 50,000 each, ids at random. */
export function writeStatement(folder: string, from: number, rows: number): string {
  const columns = table.columns.map(({ name, type }) => `${valueOf(name, type)} AS "${name}"`);
  return `COPY (SELECT ${columns.join(', ')} FROM range(${from}, ${from + rows}) r(i))
    TO '${fileOf(folder, from, rows).path}' (FORMAT parquet, COMPRESSION zstd)`;
}

/** What the lake's statistics would say of those rows. */
export function rangeOf(from: number, rows: number): KeyRange {
  const at = (row: number): string => new Date(EPOCH_MS + row * PACE_MS).toISOString();
  return { column: 'occurred_at', from: at(from), to: at(from + rows - 1) };
}

function valueOf(name: string, type: string): string {
  if (name === 'event_id') return 'uuid()::VARCHAR';
  if (name === 'content_hash') return 'sha256(i::VARCHAR)';
  if (type === 'timestamptz') return `make_timestamptz((${EPOCH_MS} + i * ${PACE_MS}) * 1000)`;
  if (type === 'string') return `'${name} ' || hash(i) % 50000`;
  return `i::${type === 'int' ? 'INTEGER' : 'BIGINT'}`;
}
