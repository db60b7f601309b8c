import { z } from 'zod';

const snapshotId = z.string().regex(/^\d+$/).describe('64-bit id in decimal digits.');

export const tableReportSchema = z.strictObject({
  table: z.string().describe('Table of the warehouse.'),
  source: z.string().describe('Table of the lake.'),
  position: snapshotId.nullable().describe('Last loaded snapshot; null when none ever was.'),
  units: z.int().describe('Transactions of this run.'),
  snapshots: z.int().describe('Snapshots loaded by this run.'),
  files: z.int(),
  rows: z.int().describe('Rows of those snapshots.'),
  inserted: z.int().describe('Rows that were not there yet.'),
  updated: z.int().describe('Rows of a changelog that got a higher revision.'),
  deleted: z.int().describe('Rows of a changelog that were retracted.'),
});
export type TableReport = z.infer<typeof tableReportSchema>;

/** What `load --json` and `rebuild --json` print. */
export const loadReportSchema = z.strictObject({
  pipeline: z.string(),
  readers: z.string().describe('What other processes open to read the warehouse.'),
  tables: z.array(tableReportSchema),
});
export type LoadReport = z.infer<typeof loadReportSchema>;

const lagSchema = z.strictObject({
  snapshots: z.int(),
  rows: z.int(),
  seconds: z.number().describe('Age of the oldest snapshot that is not loaded; 0 when all are.'),
});

/** What `status --json` prints. */
export const statusSchema = z.strictObject({
  pipeline: z.string(),
  readers: z.string().describe('What other processes open to read the warehouse.'),
  tables: z.array(
    z.strictObject({
      table: z.string(),
      source: z.string(),
      position: snapshotId.nullable(),
      rows: z.int().describe('Rows of all loaded snapshots.'),
      loadedAt: z.iso.datetime().nullable(),
      lag: lagSchema
        .nullable()
        .describe('Null while the lake has no such table, or when a rebuild is needed.'),
      problem: z.string().nullable().describe('Why loading cannot go on.'),
    }),
  ),
});
export type Status = z.infer<typeof statusSchema>;

/** What `verify --json` prints. */
export const verificationSchema = z.strictObject({
  pipeline: z.string(),
  equal: z.boolean().describe('Every table holds exactly the rows of the lake.'),
  tables: z.array(
    z.strictObject({
      table: z.string(),
      source: z.string(),
      position: snapshotId.nullable().describe('Snapshot of the lake that was compared.'),
      equal: z.boolean(),
      lakeRows: z.int(),
      copies: z
        .int()
        .describe('Rows of the lake that repeat or retract the key of another, or are of a lower revision.'),
      warehouseRows: z.int(),
      missing: z.int().describe('Keys of the lake that the warehouse lacks.'),
      extra: z.int().describe('Rows of the warehouse that the lake lacks.'),
      changed: z.int().describe('Rows whose values differ.'),
      examples: z.array(z.string()),
      fingerprint: z.strictObject({ lake: z.string(), warehouse: z.string() }),
    }),
  ),
});
export type Verification = z.infer<typeof verificationSchema>;

/** What `sql --json` prints. */
export const explanationSchema = z.strictObject({
  pipeline: z.string(),
  statements: z.array(
    z.strictObject({
      table: z.string(),
      step: z.string().describe('When a load runs it: `prepare`, or a step of a unit of work.'),
      sql: z.string().describe('With `?` and `$n` for values that are bound.'),
    }),
  ),
});
export type Explanation = z.infer<typeof explanationSchema>;

/** What `setup --json` and `external --json` print. */
export const scriptSchema = z.strictObject({
  sections: z.array(
    z.strictObject({
      purpose: z.string(),
      statements: z.array(z.string()).describe('In the order in which they must run, without semicolons.'),
    }),
  ),
});
export type Script = z.infer<typeof scriptSchema>;

/** What `GET /health` answers while the loader follows the lake. */
export const healthSchema = z.strictObject({
  status: z.enum(['ok', 'failing']),
  lastSuccess: z.iso.datetime().nullable().describe('When all that the lake had was in the warehouse.'),
  problem: z.string().nullable().describe('What the last try failed with.'),
});
export type Health = z.infer<typeof healthSchema>;

/** What `faults --json` prints. */
export const faultsSchema = z.array(z.strictObject({ point: z.string(), meaning: z.string() }));

/** Every JSON document that this app prints, by name; `schemas/` holds a JSON Schema of each. */
export const outputs = {
  load: loadReportSchema,
  status: statusSchema,
  verify: verificationSchema,
  sql: explanationSchema,
  script: scriptSchema,
  health: healthSchema,
  faults: faultsSchema,
};
