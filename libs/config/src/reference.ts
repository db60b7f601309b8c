import { environmentLayer } from './layers';
import { defaultOf, LEAVES, SECTIONS, type Leaf } from './leaves';
import { ENVIRONMENTS } from './schema';

const HEAD = `# Configuration

This page is made from the schema in \`libs/config\` by \`npx nx run config:docs\`; a test fails when it is out of date.

Every command reads the settings of one environment (\`--env\`): ${ENVIRONMENTS.join(', ')}. For each key the first place that has it wins:

1. the environment variable of the key,
2. \`endpoints.json\` in the home of the running local platform (environment \`local\` only; \`npm run platform -- up\` writes it),
3. \`libs/config/environments/<environment>.json\`,
4. the default.

The home is \`.platform/local\` of the clone, or the folder in \`PLATFORM_HOME\`. Unknown keys are refused in every place, and so is
a variable that begins like ours (\`PLATFORM_KAFKA_...\`) but names no key. All bad keys are reported together.

A secret is never in a file of this repository. A key that needs one holds a reference: \`env:NAME\` (an environment variable),
\`file:/absolute/path\`, or \`aws-secretsmanager:NAME\`. The value is fetched when it is needed and is never printed.
`;

/** The reference page of all settings, in Markdown. */
export function referencePage(): string {
  return [HEAD, ...SECTIONS.map(section)].join('\n');
}

function section(name: string): string {
  const leaves = LEAVES.filter((leaf) => leaf.path.startsWith(`${name}.`));
  return [`## ${name}`, '', ...leaves.map(entry)].join('\n');
}

function entry(leaf: Leaf): string {
  const fallback = defaultOf(leaf.schema);
  return [
    `### \`${leaf.path}\``,
    '',
    leaf.what,
    '',
    `- allowed: ${leaf.allowed}`,
    `- variable: \`${leaf.variable}\`, for example \`${leaf.variable}=${leaf.example}\``,
    ...(fallback === undefined ? [] : [`- default: \`${show(fallback)}\``]),
    ...environments(leaf),
    '',
  ].join('\n');
}

function environments(leaf: Leaf): string[] {
  const set = ENVIRONMENTS.flatMap((environment) => {
    const { values } = environmentLayer(environment);
    return values.has(leaf.path) ? [`${environment} \`${show(values.get(leaf.path))}\``] : [];
  });
  return set.length === 0 ? [] : [`- set in: ${set.join(', ')}`];
}

const show = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value));
