/**
 * How fast the warehouse takes rows in, beside a bare `INSERT INTO .. SELECT .. FROM read_parquet(..)` of the same files in
 * the same run, and what one more small snapshot costs as table and ledger grow. Prints one JSON document.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDuckdbWarehouse,
  type LoadUnit,
  type StagedFile,
  type Warehouse,
} from '@clickstream/warehouse';
import { BOUNDS } from '../src/units';
import { effortOf, peakMemoryMB, type Effort } from './effort';
import { fileOf, plan, rangeOf, table, writeStatement } from './rows';
import type { WholeTable } from './whole-table';

/** The race: a million rows in as few transactions as the loader's bounds allow; the median of the rounds counts. */
const RACE_ROWS = 1_000_000;
const ROUNDS = 3;
/** The whole table: so many rows, in files of `BOUNDS.rows`, rebuilt and then compared. */
const WHOLE_ROWS = 10_000_000;
/** The climb: loaded snapshots of so many rows each at which one more of `SMALL` rows is measured, so often. */
const LEVELS = [10, 100, 1_000];
const SNAPSHOT_ROWS = 10_000;
const SMALL = 2_000;
const SAMPLES = 5;

const folder = mkdtempSync(join(tmpdir(), 'loader-bench-'));

/** @returns What the last statement took, run in another process. */
function inDuckdb(path: string, ...statements: string[]): Effort {
  const args = ['-r', '@swc-node/register', join(__dirname, 'reference.ts'), path, ...statements];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Effort;
}

function makeFile(from: number, rows: number): StagedFile {
  inDuckdb(':memory:', writeStatement(folder, from, rows));
  return fileOf(folder, from, rows);
}

function median(samples: readonly number[]): number {
  return [...samples].sort((left, right) => left - right)[samples.length >> 1] ?? NaN;
}

function middle(efforts: readonly Effort[]): Effort {
  return {
    seconds: median(efforts.map((effort) => effort.seconds)),
    cpuSeconds: median(efforts.map((effort) => effort.cpuSeconds)),
  };
}

/** A warehouse with what the loader does to it, in the order of one lake. */
class Climb {
  readonly warehouse: Warehouse;
  loaded = 0;

  constructor(name: string) {
    this.warehouse = createDuckdbWarehouse({ path: join(folder, name, 'warehouse.duckdb') });
  }

  async prepare(): Promise<void> {
    await this.warehouse.write((session) => session.prepare(plan.schema));
  }

  /** Loads a file of rows from `from` on as so many snapshots, in one transaction. */
  async load(file: StagedFile, from: number, snapshots = 1): Promise<void> {
    const outcome = await this.warehouse.write((session) => session.load(this.unit(file, from, snapshots)));
    if (outcome.kind !== 'committed' || outcome.inserted !== file.rows)
      throw new Error(JSON.stringify(outcome));
    this.loaded += snapshots;
  }

  private unit(file: StagedFile, from: number, count: number): LoadUnit {
    const id = (index: number): string | undefined => (index === 0 ? undefined : String(index));
    const snapshots = Array.from({ length: count }, (_, at) => ({
      ...{ id: String(this.loaded + at + 1), parentId: id(this.loaded + at), sequence: this.loaded + at + 1 },
      ...{ operation: 'append', committedAtMs: 0, files: 1, rows: file.rows / count },
    }));
    const after = id(this.loaded);
    return { schema: plan.schema, table, after, snapshots, files: [file], range: rangeOf(from, file.rows) };
  }
}

async function race(): Promise<{ bare: Effort; load: Effort }> {
  const starts = Array.from({ length: RACE_ROWS / BOUNDS.rows }, (_, at) => at * BOUNDS.rows);
  const files = starts.map((from) => ({ from, file: makeFile(from, BOUNDS.rows) }));
  const select = `SELECT * FROM read_parquet([${files.map(({ file }) => `'${file.path}'`).join(', ')}])`;
  const bare: Effort[] = [];
  const load: Effort[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const path = join(folder, `bare-${round}.duckdb`);
    bare.push(inDuckdb(path, `CREATE TABLE t AS ${select} LIMIT 0`, `INSERT INTO t ${select}`));
    const climb = new Climb(`race-${round}`);
    await climb.prepare();
    load.push(
      await effortOf(async () => {
        for (const { file, from } of files) await climb.load(file, from);
      }),
    );
  }
  return { bare: middle(bare), load: middle(load) };
}

interface Level {
  readonly snapshots: number;
  readonly rows: number;
  readonly loadSeconds: number;
  readonly publishSeconds: number;
}

async function climb(): Promise<Level[]> {
  const loader = new Climb('climb');
  await loader.prepare();
  const levels: Level[] = [];
  let at = RACE_ROWS;
  const next = (rows: number): { file: StagedFile; from: number } => {
    const from = at;
    at += rows;
    return { file: makeFile(from, rows), from };
  };
  for (const snapshots of LEVELS) {
    while (loader.loaded < snapshots) {
      const count = Math.min(BOUNDS.rows / SNAPSHOT_ROWS, snapshots - loader.loaded);
      const { file, from } = next(count * SNAPSHOT_ROWS);
      await loader.load(file, from, count);
      rmSync(file.path);
    }
    const samples: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const { file, from } = next(SMALL);
      samples.push((await effortOf(() => loader.load(file, from))).seconds);
    }
    const { seconds: publishSeconds } = await effortOf(() => loader.warehouse.publish());
    levels.push({ snapshots, rows: at - RACE_ROWS, loadSeconds: median(samples), publishSeconds });
  }
  return levels;
}

/** Rebuilds a table of so many rows and compares it, each in a process whose memory is its own. */
function wholeTable(): Record<'rebuild' | 'verify', WholeTable> {
  const [files, path] = [join(folder, 'whole'), join(folder, 'whole.duckdb')];
  mkdirSync(files);
  for (let from = 0; from < WHOLE_ROWS; from += BOUNDS.rows)
    inDuckdb(':memory:', writeStatement(files, from, BOUNDS.rows));
  const work = (what: 'rebuild' | 'compare'): WholeTable => {
    const args = ['-r', '@swc-node/register', join(__dirname, 'whole-table.ts'), what, path, files];
    const sizes = [`${WHOLE_ROWS}`, `${BOUNDS.rows}`];
    return JSON.parse(
      execFileSync(process.execPath, [...args, ...sizes], { encoding: 'utf8' }),
    ) as WholeTable;
  };
  return { rebuild: work('rebuild'), verify: work('compare') };
}

async function main(): Promise<void> {
  const { bare, load } = await race();
  const round = (value: number): number => Number(value.toFixed(3));
  const report = {
    rows: RACE_ROWS,
    bareRowsPerSecond: Math.round(RACE_ROWS / bare.seconds),
    loaderRowsPerSecond: Math.round(RACE_ROWS / load.seconds),
    ratio: round(bare.seconds / load.seconds),
    cpuRatio: round(bare.cpuSeconds / load.cpuSeconds),
    oneMoreSnapshot: (await climb()).map((level) => ({
      ...level,
      loadSeconds: round(level.loadSeconds),
      publishSeconds: round(level.publishSeconds),
    })),
    peakMemoryMB: peakMemoryMB(),
    wholeTable: { rows: WHOLE_ROWS, ...wholeTable() },
    goals: { ratio: 0.7, peakMemoryMB: 1_024 },
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
}

void main().finally(() => rmSync(folder, { recursive: true }));
