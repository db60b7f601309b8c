import type { z } from 'zod';

/** What a person needs to know about one key; the reference page and the error lines are made from it. */
export interface KeyFacts {
  readonly what: string;
  readonly allowed: string;
  readonly example: string;
}

/** Attaches its documentation to a key, so that no key can exist without one. */
export function key<T extends z.ZodType>(schema: T, facts: KeyFacts): T {
  return schema.meta({ ...facts });
}

/** @throws Error when a key was declared without {@link key}: a defect, not a user's mistake. */
export function factsOf(schema: z.ZodType): KeyFacts {
  const { what, allowed, example } = schema.meta() ?? {};
  if (typeof what === 'string' && typeof allowed === 'string' && typeof example === 'string')
    return { what, allowed, example };
  throw new Error('a configuration key has no documentation; declare it with key()');
}
