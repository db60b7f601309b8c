import { readFileSync } from 'node:fs';
import { PlatformError, messageOf } from '@clickstream/errors';
import { z } from 'zod';

const column = z.string().min(1).describe('Name of a column.');

/** How the text of a cell is read. */
const reading = z
  .enum(['text', 'integer', 'boolean', 'time', 'seconds', 'milliseconds', 'json'])
  .describe(
    'How a cell is read: as it stands; a whole number; true or false; a time like 2026-03-02T08:00:00Z or ' +
      '2026-03-02 08:00:00; seconds or milliseconds since 1970; JSON.',
  );

const source = z.union(
  [
    column.describe('The text of this column.'),
    z.strictObject({
      column,
      as: reading.default('text'),
      offset: z
        .string()
        .regex(/^(Z|[+-](0\d|1[0-4]):[0-5]\d)$/, 'Z, or an offset like +02:00')
        .optional()
        .describe('Offset from UTC of times that say none themselves. Without it such a time is refused.'),
      values: z
        .record(z.string(), z.string())
        .optional()
        .describe('What is written for what stands in the cell; any other cell is refused.'),
    }),
    z.strictObject({ value: z.json().describe('The same in every event.') }),
  ],
  { error: 'must be a column, {"column": .., "as": ..} or {"value": ..}' },
);

const path = z
  .string()
  .regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*)*$/, 'a field of the event, like page.url')
  .describe('A field of the event, with dots.');

const REQUIRED = ['event_type', 'occurred_at', 'anonymous_id'];

/** The file that says how the rows of a CSV become events. */
export const mappingSchema = z
  .strictObject({
    $schema: z.string().optional(),
    delimiter: z.string().length(1).default(',').describe('What stands between two cells.'),
    columns: z
      .array(column)
      .min(1)
      .optional()
      .describe('Names of the columns, for a file whose first line is a row already.'),
    fields: z
      .record(path, source)
      .describe(
        'Where each field of an event comes from; event_type, occurred_at and anonymous_id at least. An empty cell is ' +
          'a field that is not there.',
      ),
  })
  .superRefine(({ fields }, context) => {
    const paths = Object.keys(fields);
    const problem = (message: string): void =>
      context.addIssue({ code: 'custom', path: ['fields'], message });
    for (const name of REQUIRED) if (!paths.includes(name)) problem(`${name} is missing`);
    for (const outer of paths)
      for (const inner of paths)
        if (inner.startsWith(`${outer}.`)) problem(`${outer} holds ${inner} already; map one of them`);
  });

export type Mapping = z.infer<typeof mappingSchema>;
export type Source = z.infer<typeof source>;
export type Reading = z.infer<typeof reading>;

/** @throws PlatformError MAPPING_UNREADABLE; BAD_MAPPING with every violation. */
export function readMapping(file: string): Mapping {
  const parsed = mappingSchema.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => {
    const [inner] = issue.code === 'invalid_key' ? issue.issues : [];
    return `${issue.path.join('.') || 'mapping'}: ${(inner ?? issue).message}`;
  });
  throw badMapping(file, issues.join('; '));
}

export function badMapping(file: string, message: string): PlatformError {
  return new PlatformError({
    code: 'BAD_MAPPING',
    message,
    where: file,
    next: 'correct the mapping; docs/producer.md shows one',
    exitCode: 2,
  });
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new PlatformError({
      code: 'MAPPING_UNREADABLE',
      message: messageOf(cause),
      where: file,
      next: 'name a JSON file',
      exitCode: 2,
      cause,
    });
  }
}
