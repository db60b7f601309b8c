import { z } from 'zod';
import { factsOf, type KeyFacts } from './key';
import { settingsSchema } from './schema';

/** One setting that has a value of its own, such as `kafka.auth`. */
export interface Leaf extends KeyFacts {
  readonly path: string;
  /** Environment variable that overrides it: `PLATFORM_KAFKA_AUTH`. */
  readonly variable: string;
  readonly schema: z.ZodType;
}

export const VARIABLE_PREFIX = 'PLATFORM_';

/** Every setting, in the order of the schema. */
export const LEAVES: readonly Leaf[] = leavesOf(settingsSchema, []);

export const SECTIONS: readonly string[] = Object.keys(settingsSchema.shape);

function leavesOf(schema: z.ZodType, path: readonly string[]): Leaf[] {
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([name, child]) =>
      leavesOf(child as z.ZodType, [...path, name]),
    );
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const all = schema.options.flatMap((option) => leavesOf(option as z.ZodType, path));
    return [...new Map(all.toReversed().map((leaf) => [leaf.path, leaf])).values()].toReversed();
  }
  return [{ path: path.join('.'), variable: variableOf(path), schema, ...factsOf(schema) }];
}

function variableOf(path: readonly string[]): string {
  const words = path.map((part) => part.replace(/[A-Z]/g, (capital) => `_${capital}`));
  return `${VARIABLE_PREFIX}${words.join('_').toUpperCase()}`;
}

/** The schema below `.optional()` and `.default()`. */
export function bare(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? bare(schema.unwrap() as z.ZodType)
    : schema;
}

/** The default of a setting, or undefined. */
export function defaultOf(schema: z.ZodType): unknown {
  return schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined;
}
