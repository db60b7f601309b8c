import dev from '../environments/dev.json';
import local from '../environments/local.json';
import prod from '../environments/prod.json';
import staging from '../environments/staging.json';
import { z } from 'zod';
import { bare, LEAVES, SECTIONS, VARIABLE_PREFIX, type Leaf } from './leaves';
import type { Environment } from './schema';

/** One place that settings come from. */
export interface Layer {
  readonly values: ReadonlyMap<string, unknown>;
  /** Names in this place that are no setting. */
  readonly unknown: readonly string[];
  /** The place as a person finds it, for one setting. */
  place(leaf: Leaf): string;
  /** Why a setting is not there. */
  readonly absence: string;
}

const FILES: Readonly<Record<Environment, object>> = { local, dev, staging, prod };

const byPath = new Map(LEAVES.map((leaf) => [leaf.path, leaf]));

export function variablesLayer(env: NodeJS.ProcessEnv): Layer {
  const known = new Set(LEAVES.map((leaf) => leaf.variable));
  const ours = SECTIONS.map((section) => `${VARIABLE_PREFIX}${section.toUpperCase()}_`);
  return {
    values: new Map(
      LEAVES.filter((leaf) => env[leaf.variable] !== undefined).map((leaf) => [
        leaf.path,
        valueOf(env[leaf.variable] as string, bare(leaf.schema)),
      ]),
    ),
    unknown: Object.keys(env)
      .filter((name) => ours.some((prefix) => name.startsWith(prefix)) && !known.has(name))
      .map((name) => `environment variable ${name}`),
    place: (leaf) => leaf.variable,
    absence: 'not set',
  };
}

/** A variable is text; what does not read as the type of its setting stays text and is refused with it. */
function valueOf(raw: string, schema: z.ZodType): unknown {
  if (schema instanceof z.ZodArray) return raw.split(',').map((item) => item.trim());
  if (schema instanceof z.ZodNumber && /^\d+$/.test(raw)) return Number(raw);
  return raw;
}

export function environmentLayer(environment: Environment): Layer {
  return objectLayer(FILES[environment], `libs/config/environments/${environment}.json`);
}

/** @param content Parsed JSON, or undefined when the file does not exist. */
export function objectLayer(content: unknown, place: string): Layer {
  const values = new Map<string, unknown>();
  const unknown: string[] = [];
  collect(content ?? {}, [], values, unknown);
  return {
    values,
    unknown: unknown.map((path) => `${path} in ${place}`),
    place: () => place,
    absence: content === undefined ? 'no such file' : 'not set',
  };
}

function collect(node: unknown, path: string[], values: Map<string, unknown>, unknown: string[]): void {
  const name = path.join('.');
  if (byPath.has(name)) values.set(name, node);
  else if (isGroup(name) && typeof node === 'object' && node !== null && !Array.isArray(node))
    for (const [child, value] of Object.entries(node)) collect(value, [...path, child], values, unknown);
  else unknown.push(name || 'the whole content');
}

function isGroup(name: string): boolean {
  return name === '' || LEAVES.some((leaf) => leaf.path.startsWith(`${name}.`));
}
