import { PlatformError } from '@clickstream/errors';
import { endpointsFile, readEndpoints, type ConfigOverlay } from './endpoints';
import { platformHome } from './home';
import { environmentLayer, objectLayer, variablesLayer, type Layer } from './layers';
import { LEAVES, type Leaf } from './leaves';
import { ENVIRONMENTS, settingsSchema, type Environment, type PlatformConfig } from './schema';
import { SECRET_ALLOWED } from './secret';

export interface LoadOptions {
  /** One of {@link ENVIRONMENTS}; anything else is refused. */
  readonly environment: string;
  readonly workspace: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Stands in for the `endpoints.json` of the home: for the platform itself, before it publishes them. */
  readonly endpoints?: ConfigOverlay;
}

/**
 * The validated settings of an environment. The strongest place that has a key decides it: its environment variable, the
 * `endpoints.json` of a running local platform (local only), the file of the environment, the default of the schema.
 *
 * @throws PlatformError CONFIG_INVALID with one line for every bad key: what was found, what is allowed, where it was
 *   looked for; UNKNOWN_ENVIRONMENT.
 */
export function loadConfig(options: LoadOptions): PlatformConfig {
  const environment = environmentOf(options.environment);
  const layers = layersOf(environment, options);
  const parsed = settingsSchema.safeParse(nest(layers));
  const bad = parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'));
  if (environment === 'local' && !layers.some((layer) => layer.values.has('s3.endpoint')))
    bad.push('s3.endpoint'); // Absent means AWS, and the local environment must never reach AWS by accident.

  const leaves = LEAVES.filter((leaf) => bad.some((path) => `${path}.`.startsWith(`${leaf.path}.`)));
  const unknown = layers.flatMap((layer) => layer.unknown);
  if (parsed.success && leaves.length === 0 && unknown.length === 0) return { environment, ...parsed.data };

  const notUp = environment === 'local' && leaves.some((leaf) => !holderOf(leaf, layers));
  throw new PlatformError({
    code: 'CONFIG_INVALID',
    message: summary([...leaves.map((leaf) => explain(leaf, layers)), ...unknown.map(refuse)]),
    where: `environment: ${environment}`,
    next: notUp
      ? 'npm run platform -- up'
      : 'correct it where it was found; every key is in docs/configuration.md',
    exitCode: 2,
  });
}

function environmentOf(name: string): Environment {
  const known = ENVIRONMENTS.find((environment) => environment === name);
  if (known) return known;
  throw new PlatformError({
    code: 'UNKNOWN_ENVIRONMENT',
    message: `there is no environment "${name}"`,
    next: `use one of: ${ENVIRONMENTS.join(', ')}`,
    exitCode: 2,
  });
}

function layersOf(environment: Environment, options: LoadOptions): Layer[] {
  const env = options.env ?? process.env;
  const home = platformHome(env, options.workspace);
  const overlay = (): Layer => objectLayer(options.endpoints ?? readEndpoints(home), endpointsFile(home));
  return [
    variablesLayer(env),
    ...(environment === 'local' ? [overlay()] : []),
    environmentLayer(environment),
  ];
}

const holderOf = (leaf: Leaf, layers: readonly Layer[]): Layer | undefined =>
  layers.find((layer) => layer.values.has(leaf.path));

/** All sections are there, so that a missing key is reported by its own name. */
function nest(layers: readonly Layer[]): unknown {
  const root: Record<string, unknown> = {};
  for (const leaf of LEAVES) {
    const groups = leaf.path.split('.');
    const name = groups.pop() as string;
    let node = root;
    for (const group of groups) node = (node[group] ??= {}) as Record<string, unknown>;
    const holder = holderOf(leaf, layers);
    if (holder) node[name] = holder.values.get(leaf.path);
  }
  return root;
}

function explain(leaf: Leaf, layers: readonly Layer[]): string {
  const holder = holderOf(leaf, layers);
  const asked = holder ? layers.slice(0, layers.indexOf(holder) + 1) : layers;
  const places = asked.map((layer) => `${layer.place(leaf)} (${layer === holder ? 'found' : layer.absence})`);
  const found = holder ? show(leaf, holder.values.get(leaf.path)) : 'not set';
  return `${leaf.path} is ${found}; allowed: ${leaf.allowed}; looked in ${places.join(', ')}`;
}

/** A value in the place of a reference may be the secret itself, so it is never shown. */
function show(leaf: Leaf, value: unknown): string {
  return leaf.allowed === SECRET_ALLOWED ? 'a plain value (hidden)' : JSON.stringify(value);
}

const refuse = (name: string): string => `${name} is not a setting`;

function summary(lines: readonly string[]): string {
  return lines.length === 1 ? (lines[0] as string) : `${lines.length} problems\n  ${lines.join('\n  ')}\n `;
}
