/**
 * How fast the warehouse takes rows in, beside a bare `INSERT INTO .. SELECT .. FROM read_parquet(..)` of the same files in
 * the same run, and what one more small snapshot costs as the table grows. Prints one JSON document.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { findWorkspace } from '@clickstream/config';
import { findPipeline } from '@clickstream/pipeline';
import { readCompiledContract } from '@clickstream/schema';
import {
  createDuckdbWarehouse,
  type LoadUnit,
  type StagedFile,
  type TargetTable,
  type Warehouse,
} from '@clickstream/warehouse';
import { planOf } from '../src/target';
import { BOUNDS } from '../src/units';

const LARGE = 1_000_000;
const SMALL = 2_000;
/** Small snapshots after each growth of the table by a large one, and rounds of the race; the median counts. */
const SAMPLES = 5;
const GROWTHS = 10;
const ROUNDS = 3;

const plan = planOf(readCompiledContract(findPipeline(findWorkspace(), 'clickstream').contractFile));
const [target] = plan.targets;
if (!target) throw new Error('the pipeline has no table');
const { table } = target;
const folder = mkdtempSync(join(tmpdir(), 'loader-bench-'));

async function sql(path: string | undefined, ...statements: string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path, { memory_limit: '700MB' });
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.disconnectSync();
  instance.closeSync();
}

/** Rows as the stream writes them: one visitor of 50,000 each second, ids at random. */
async function file(from: number, rows: number): Promise<StagedFile> {
  const path = join(folder, `${from}.parquet`);
  const columns = table.columns.map(({ name, type }) => `${valueOf(name, type)} AS "${name}"`);
  await sql(
    undefined,
    `COPY (SELECT ${columns.join(', ')} FROM range(${from}, ${from + rows}) r(i))
    TO '${path}' (FORMAT parquet, COMPRESSION zstd)`,
  );
  return { location: path, path, rows };
}

function valueOf(name: string, type: string): string {
  if (name === 'event_id') return 'uuid()::VARCHAR';
  if (name === 'content_hash') return 'sha256(i::VARCHAR)';
  if (type === 'timestamptz') return "TIMESTAMPTZ '2015-05-17 00:00:00+00' + to_milliseconds(i * 100)";
  if (type === 'string') return `'${name} ' || hash(i) % 50000`;
  return `i::${type === 'int' ? 'INTEGER' : 'BIGINT'}`;
}

let sequence = 0;
function unit(files: StagedFile[], of: TargetTable): LoadUnit {
  sequence += 1;
  const rows = files.reduce((sum, one) => sum + one.rows, 0);
  const after = sequence === 1 ? undefined : String(sequence - 1);
  const base = { parentId: after, sequence, operation: 'append', committedAtMs: 0 };
  const snapshots = [{ ...base, id: String(sequence), files: files.length, rows }];
  return { schema: plan.schema, table: of, after, snapshots, files };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return Number(((performance.now() - start) / 1000).toFixed(3));
}

function median(samples: readonly number[]): number {
  return [...samples].sort((left, right) => left - right)[samples.length >> 1] ?? NaN;
}

async function empty(round: number): Promise<Warehouse> {
  sequence = 0;
  const warehouse = createDuckdbWarehouse({ path: join(folder, `loader-${round}`, 'warehouse.duckdb') });
  await warehouse.write((session) => session.prepare(plan.schema));
  return warehouse;
}

async function loadInto(warehouse: Warehouse, staged: StagedFile): Promise<void> {
  const outcome = await warehouse.write((session) => session.load(unit([staged], table)));
  if (outcome.kind !== 'committed') throw new Error(JSON.stringify(outcome));
}

/** A large step as the loader takes it: as many transactions as its bounds demand. */
async function loadAll(warehouse: Warehouse, staged: readonly StagedFile[]): Promise<void> {
  for (const one of staged) await loadInto(warehouse, one);
}

async function files(from: number): Promise<StagedFile[]> {
  const all: StagedFile[] = [];
  for (let at = from; at < from + LARGE; at += BOUNDS.rows) all.push(await file(at, BOUNDS.rows));
  return all;
}

async function main(): Promise<void> {
  const large = await files(0);
  const select = `SELECT * FROM read_parquet([${large.map((one) => `'${one.path}'`).join(', ')}])`;
  const bare: number[] = [];
  const load: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const path = join(folder, `bare-${round}.duckdb`);
    await sql(path, `CREATE TABLE t AS ${select} LIMIT 0`);
    bare.push(await seconds(() => sql(path, `INSERT INTO t ${select}`)));
    const warehouse = await empty(round);
    load.push(await seconds(() => loadAll(warehouse, large)));
  }
  const warehouse = await empty(ROUNDS);
  const oneMore: { rows: number; loadSeconds: number; publishSeconds: number }[] = [];
  for (let grown = 1; grown <= GROWTHS; grown += 1) {
    const more = await files(grown * LARGE);
    await loadAll(warehouse, more);
    const samples: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const small = await file((GROWTHS + grown) * LARGE + sample * SMALL, SMALL);
      samples.push(await seconds(() => loadInto(warehouse, small)));
      rmSync(small.path);
    }
    for (const one of more) rmSync(one.path);
    oneMore.push({
      rows: grown * LARGE,
      loadSeconds: median(samples),
      publishSeconds: await seconds(() => warehouse.publish()),
    });
  }
  const report = {
    rows: LARGE,
    bareRowsPerSecond: Math.round(LARGE / median(bare)),
    loaderRowsPerSecond: Math.round(LARGE / median(load)),
    ratio: Number((median(bare) / median(load)).toFixed(2)),
    oneMoreSnapshot: oneMore,
    peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
}

void main().finally(() => rmSync(folder, { recursive: true }));
