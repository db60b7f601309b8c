import { randomBytes } from 'node:crypto';
import type { Changes, LoadOutcome, LoadUnit, OnStep, RebuildUnit, Statement } from '../port';
import { attempt } from './attempt';
import { blameLocally, checkLocally } from './check-locally';
import type { Session } from './connection';
import { forgetStatement, lockStatement, positionOf, positionQuery, recordStatement } from './ledger';
import { changesOf, mergeStatements, type Merge } from './merge';
import type { LedgerEntry, Target } from '../unit';
import { stagingTable, targetOf } from './names';
import { createTable } from './schema';
import { copyStatement, createStaging, putStatement, stageFiles, type Delivery } from './staging';

/** What work on a warehouse needs beside the unit. */
export interface Context {
  readonly session: Session;
  readonly onStep: OnStep;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

type Committed = Extract<LoadOutcome, { kind: 'committed' }>;

/** Applies a unit in one transaction; see `WriteSession.load`. */
export async function loadUnit(context: Context, unit: LoadUnit): Promise<LoadOutcome> {
  const { session, onStep, now } = context;
  const { schema, table } = unit;
  const target = targetOf(schema, table);
  const outcome = await withStaging(context, unit, async (staged, folder) =>
    attempt(
      session,
      (reason) => blameLocally(unit, reason),
      async () => {
        const startedMs = now();
        await session.query(lockStatement(schema, table));
        await onStep('begun');
        const position = await positionOf(session, schema.pipeline, table.name);
        if (position !== unit.after) return { kind: 'alreadyLoaded', position };
        const merged = await stageAndMerge(
          context,
          unit,
          { table, target, staged, range: unit.range },
          folder,
        );
        if (merged.kind === 'committed') await record(context, unit, merged, startedMs);
        return merged;
      },
    ),
  );
  if (outcome.kind === 'committed') await onStep('committed');
  return outcome;
}

/** See `WriteSession.rebuild`. Snowflake commits a swap of tables at once, so the rows are copied over instead. */
export async function rebuildTable(context: Context, unit: RebuildUnit): Promise<LoadOutcome> {
  const { session, onStep, now } = context;
  const { schema, table } = unit;
  const startedMs = now();
  const aside = targetOf(schema, table, '_rebuilt');
  await drop(session, aside);
  for (const statement of createTable(aside, table)) await session.query(statement);
  let done: Committed = { kind: 'committed', rows: 0, inserted: 0, updated: 0, deleted: 0 };
  for await (const files of unit.batches) {
    const delivery = { schema, table, files };
    const gathered = await withStaging(context, delivery, (staged, folder) =>
      attempt(
        session,
        (reason) => blameLocally(delivery, reason),
        async () => {
          await onStep('begun');
          return stageAndMerge(context, delivery, { table, target: aside, staged }, folder);
        },
      ),
    );
    if (gathered.kind !== 'committed') return gathered;
    done = add(done, gathered);
  }
  const nobody = { schema, table, files: [] };
  const outcome = await attempt(
    session,
    (reason) => blameLocally(nobody, reason),
    async () => {
      await session.query(lockStatement(schema, table));
      await takePlace(context, unit, aside);
      await record(context, unit, done, startedMs);
      return done;
    },
  );
  if (!session.isLost()) await drop(session, aside);
  if (outcome.kind === 'committed') await onStep('committed');
  return outcome;
}

async function stageAndMerge(
  { session, onStep }: Context,
  { schema, table, files }: Delivery,
  merge: Merge,
  folder: string,
): Promise<LoadOutcome> {
  const short =
    (await checkLocally({ schema, table, files })) ??
    (await stageFiles(session, merge.staged, files, folder));
  if (short) return { kind: 'rowsRefused', ...short };
  await onStep('staged');
  const changes = files.length === 0 ? NONE : await runMerge(session, merge);
  await onStep('merged');
  return { kind: 'committed', rows: files.reduce((sum, file) => sum + file.rows, 0), ...changes };
}

const NONE: Changes = { inserted: 0, updated: 0, deleted: 0 };

async function runMerge(session: Session, merge: Merge): Promise<Changes> {
  const [first = '', ...rest] = mergeStatements(merge);
  const [answer] = await session.query(first);
  for (const statement of rest) await session.query(statement);
  return changesOf(answer);
}

async function record(
  { session, onStep, now }: Context,
  entry: LedgerEntry,
  changes: Changes,
  startedMs: number,
): Promise<void> {
  if (entry.snapshots.length > 0)
    await session.query(recordStatement(entry, changes, { startedMs, finishedMs: now() }));
  await onStep('recorded');
}

async function takePlace({ session }: Context, { schema, table }: RebuildUnit, aside: Target): Promise<void> {
  const target = targetOf(schema, table);
  const pairs = [[target.rows, aside.rows]];
  if (table.kind === 'changelog') pairs.push([target.retracted, aside.retracted]);
  for (const [old, fresh] of pairs) {
    await session.query(`DELETE FROM ${old}`);
    await session.query(`INSERT INTO ${old} SELECT * FROM ${fresh}`);
  }
  await session.query(forgetStatement(schema, table));
}

async function drop(session: Session, target: Target): Promise<void> {
  for (const table of [target.rows, target.retracted]) await session.query(`DROP TABLE IF EXISTS ${table}`);
}

/** Runs work with a staging table and a folder that no other loader has, and drops the table afterwards, whatever happens. */
export async function withStaging<T>(
  { session }: Pick<Context, 'session'>,
  { schema, table }: Pick<Delivery, 'schema' | 'table'>,
  work: (staged: string, folder: string) => Promise<T>,
): Promise<T> {
  const use = randomBytes(8).toString('hex');
  const staged = stagingTable(schema, table, use);
  for (const statement of createStaging(staged, table)) await session.query(statement);
  try {
    return await work(staged, use);
  } finally {
    if (!session.isLost()) await session.query(`DROP TABLE IF EXISTS ${staged}`);
  }
}

function add(left: Committed, right: Committed): Committed {
  return {
    ...{ kind: 'committed', rows: left.rows + right.rows, inserted: left.inserted + right.inserted },
    ...{ updated: left.updated + right.updated, deleted: left.deleted + right.deleted },
  };
}

/** What {@link loadUnit} would run. */
export function unitStatements(unit: LoadUnit): Statement[] {
  const { schema, table, files, range } = unit;
  const staged = stagingTable(schema, table, 'use');
  const at = (step: Statement['step'], ...all: string[]): Statement[] =>
    all.map((sql) => ({ table: table.name, step, sql }));
  const staging = [...files.map((file) => putStatement(file, 'use')), copyStatement(staged, files, 'use')];
  const none = { startedMs: 0, finishedMs: 0 };
  return [
    ...at('begun', ...createStaging(staged, table), 'BEGIN', lockStatement(schema, table)),
    ...at('begun', positionQuery(schema.pipeline, table.name)),
    ...(files.length === 0 ? [] : at('staged', ...staging)),
    ...(files.length === 0
      ? []
      : at('merged', ...mergeStatements({ table, target: targetOf(schema, table), staged, range }))),
    ...at('recorded', recordStatement(unit, NONE, none)),
    ...at('committed', 'COMMIT', `DROP TABLE IF EXISTS ${staged}`),
  ];
}
