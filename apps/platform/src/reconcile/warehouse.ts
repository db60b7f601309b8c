import { z } from 'zod';
import type { Findings } from '@clickstream/reconcile';
import { runApp } from '../apps';
import type { Workbench } from '../workbench';

/** What the loader's `verify --json` prints, as far as it is judged here. */
const verificationSchema = z.looseObject({
  tables: z.array(
    z.looseObject({
      table: z.string(),
      position: z.string().nullable(),
      equal: z.boolean(),
      lakeRows: z.int(),
      warehouseRows: z.int(),
      missing: z.int(),
      extra: z.int(),
      changed: z.int(),
      examples: z.array(z.string()),
    }),
  ),
});

export type Verification = z.infer<typeof verificationSchema>;

/** A warehouse that is empty, gone or not loaded differs as much as one with a wrong row. */
const DIFFERS = ['VERIFY_DIFFERS', 'VERIFY_EMPTY'];

/** Lets the loader compare every row of the warehouse with the lake. */
export async function checkWarehouse(
  bench: Workbench,
  pipeline: string,
  signal: AbortSignal,
  findings: Findings,
): Promise<void> {
  const found = await runApp(bench, 'snowflake-loader', {
    args: ['verify', '--pipeline', pipeline],
    signal,
    accept: DIFFERS,
  });
  if (found === undefined) {
    findings.add({
      kind: 'warehouse_differs',
      table: 'all',
      at: pipeline,
      detail: 'nothing was ever loaded',
    });
    return;
  }
  reportDifferences(verificationSchema.parse(found), findings);
}

/** One finding for each table that does not hold the lake's rows. */
export function reportDifferences({ tables }: Verification, findings: Findings): void {
  for (const { table, position, equal, ...rows } of tables) {
    if (equal) continue;
    const { missing, extra, changed, examples } = rows;
    findings.add({
      ...{ kind: 'warehouse_differs', table },
      at: position === null ? 'never loaded' : `snapshot ${position}`,
      detail: `${missing} rows missing, ${extra} too many, ${changed} changed: ${examples.slice(0, 3).join('; ')}`,
    });
  }
}
