import type { LoadOutcome, LoadUnit, OnStep, Statement } from '../port';
import { literal } from '../sql';
import { attempt } from './attempt';
import { checkFiles, footersQuery } from './check-files';
import type { Database } from './database';
import { LEDGER, positionOf, record, recordStatement } from './ledger';
import { merge, mergeStatements, targetOf, type Merge } from './merge';
import { sumRows } from './staged';

/** What work on a warehouse needs beside the unit. */
export interface Context {
  readonly database: Database;
  readonly onStep: OnStep;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Applies a unit in one transaction; see `WriteSession.load`. */
export async function loadUnit(context: Context, unit: LoadUnit): Promise<LoadOutcome> {
  const outcome = await attempt(context.database, unit, () => apply(context, unit));
  if (outcome.kind === 'committed') await context.onStep('committed');
  return outcome;
}

async function apply({ database, onStep, now }: Context, unit: LoadUnit): Promise<LoadOutcome> {
  const startedMs = now();
  await onStep('begun');
  const position = await positionOf(database, unit.schema.pipeline, unit.table.name);
  if (position !== unit.after) return { kind: 'alreadyLoaded', position };

  const refused = await checkFiles(database, unit);
  if (refused) return refused;
  await onStep('staged');

  const changes = await merge(database, mergeOf(unit));
  await onStep('merged');

  await record(database, unit, changes, { startedMs, finishedMs: now() });
  await onStep('recorded');
  return { kind: 'committed', rows: sumRows(unit.files), ...changes };
}

function mergeOf({ schema, table, files, range }: LoadUnit): Merge {
  return { table, target: targetOf(schema, table), files, range };
}

/** What {@link loadUnit} would run. */
export function unitStatements(unit: LoadUnit): Statement[] {
  const { schema, table, files } = unit;
  const at = (step: Statement['step'], sql: string): Statement => ({ table: table.name, step, sql });
  return [
    at('begun', 'BEGIN'),
    at(
      'begun',
      `SELECT snapshot_id FROM ${LEDGER} WHERE pipeline = ${literal(schema.pipeline)}
        AND table_name = ${literal(table.name)} ORDER BY sequence DESC LIMIT 1 -- must be ${unit.after ?? 'none'}`,
    ),
    ...(files.length > 0 ? [at('staged', footersQuery(files))] : []),
    ...(files.length > 0 ? mergeStatements(mergeOf(unit)).map((sql) => at('merged', sql)) : []),
    at('recorded', recordStatement(unit)),
    at('committed', 'COMMIT'),
  ];
}
