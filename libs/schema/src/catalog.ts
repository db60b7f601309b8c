import type { PipelineContract } from './contract';
import type { Field } from './rule';
import { expected } from './words';

/** The event catalog of a pipeline as Markdown, for people who send or query events. */
export function catalogOf(contract: PipelineContract): string {
  const models = contract.events.map((event) => contract.model(event.name));
  const envelope = sharedFields(models.map((model) => model.fields));
  return [
    `# Events of pipeline ${contract.pipeline}`,
    `Made from the contract by \`nx run pipeline-${contract.pipeline}:schema-compile\`; do not edit. What the rules mean: [contracts](../contracts.md).`,
    table(
      ['event', 'version', 'meaning'],
      models.map(({ event, version, doc }) => [`[${event}](#${event})`, version, doc]),
    ),
    '## Envelope',
    'Every event carries these fields.',
    fieldTable(envelope),
    ...models.flatMap(({ event, version, doc, fields }) => [
      `## ${event}`,
      `${doc} Version ${version}.`,
      fieldTable(fields.filter((field) => !envelope.includes(field))),
      `\`\`\`json\n${JSON.stringify({ ...exampleOf(fields), event_type: event, schema_version: version }, null, 2)}\n\`\`\``,
    ]),
    '',
  ].join('\n\n');
}

/** An event that has every field, made of the examples of the contract. */
export function exampleOf(fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.map(({ name, rule, example }) => {
      if (rule.kind === 'group') return [name, exampleOf(rule.fields)];
      if (rule.kind === 'list') return [name, [exampleOf(rule.item.fields)]];
      return [name, example];
    }),
  );
}

function sharedFields(lists: readonly (readonly Field[])[]): Field[] {
  const [head = [], ...others] = lists;
  return head.filter(
    (field) =>
      field.name !== 'properties' &&
      others.every((fields) => fields.some((other) => JSON.stringify(other) === JSON.stringify(field))),
  );
}

function fieldTable(fields: readonly Field[]): string {
  return table(
    ['field', 'rule', 'personal data', 'meaning', 'example'],
    fields.flatMap((field) => rows(field, '')),
  );
}

function rows(field: Field, prefix: string): string[][] {
  const { name, rule, required, doc, pii, example } = field;
  const own = [
    `\`${prefix}${name}\``,
    `${expected(rule)}${required ? '' : ', optional'}`,
    pii ?? '',
    doc,
    rule.kind === 'group' || rule.kind === 'list' ? '' : `\`${JSON.stringify(example)}\``,
  ];
  if (rule.kind === 'group')
    return [own, ...rule.fields.flatMap((inner) => rows(inner, `${prefix}${name}.`))];
  if (rule.kind === 'list')
    return [own, ...rule.item.fields.flatMap((inner) => rows(inner, `${prefix}${name}[].`))];
  return [own];
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}
