import type { Changes, LoadOutcome, RebuildUnit } from '../port';
import { ident } from '../sql';
import { attempt } from './attempt';
import { checkFiles, type Delivery } from './check-files';
import type { Database } from './database';
import { forget, record } from './ledger';
import type { Context } from './load';
import type { Target } from '../unit';
import { merge, targetOf } from './merge';
import { createTable } from './schema';
import { sumRows } from './staged';

/** Suffix of the tables that a rebuild fills before they take the place of the old ones. */
const ASIDE = ' rebuilt';

/** See `WriteSession.rebuild`. A killed one leaves its table aside behind, which the next one replaces. */
export async function rebuildTable(context: Context, unit: RebuildUnit): Promise<LoadOutcome> {
  const { database, now, onStep } = context;
  const startedMs = now();
  const aside = targetOf(unit.schema, unit.table, ASIDE);
  for (const table of [aside.rows, aside.retracted]) await database.run(`DROP TABLE IF EXISTS ${table}`);
  for (const statement of createTable(aside, unit.table)) await database.run(statement);
  let rows = 0;
  let changes: Changes = { inserted: 0, updated: 0, deleted: 0 };
  for await (const files of unit.batches) {
    const outcome = await gather(context, { schema: unit.schema, table: unit.table, files }, aside);
    if (outcome.kind !== 'committed') return outcome;
    rows += outcome.rows;
    changes = sum(changes, outcome);
  }
  const done: LoadOutcome = { kind: 'committed', rows, ...changes };
  const outcome = await attempt(database, { ...unit, files: [] }, async () => {
    await takePlace(context, unit, aside);
    await record(database, unit, changes, { startedMs, finishedMs: now() });
    await onStep('recorded');
    return done;
  });
  if (outcome.kind === 'committed') await onStep('committed');
  return outcome;
}

async function gather(
  { database, onStep }: Context,
  delivery: Delivery,
  aside: Target,
): Promise<LoadOutcome> {
  return attempt(database, delivery, async () => {
    await onStep('begun');
    const refused = await checkFiles(database, delivery);
    if (refused) return refused;
    await onStep('staged');
    const { table, files } = delivery;
    const changes = await merge(database, { table, target: aside, files });
    await onStep('merged');
    return { kind: 'committed', rows: sumRows(files), ...changes };
  });
}

async function takePlace({ database }: Context, unit: RebuildUnit, aside: Target): Promise<void> {
  const { schema, table } = unit;
  const old = targetOf(schema, table);
  await replaceBy(database, old.rows, aside.rows, table.name);
  if (table.kind === 'changelog')
    await replaceBy(database, old.retracted, aside.retracted, `${schema.schema}.${table.name} retracted`);
  await forget(database, schema, table);
}

async function replaceBy(database: Database, old: string, aside: string, name: string): Promise<void> {
  await database.run(`DROP TABLE ${old}`);
  await database.run(`ALTER TABLE ${aside} RENAME TO ${ident(name)}`);
}

function sum(left: Changes, right: Changes): Changes {
  return {
    inserted: left.inserted + right.inserted,
    updated: left.updated + right.updated,
    deleted: left.deleted + right.deleted,
  };
}
