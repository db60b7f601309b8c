import { decimalPattern, type EventModel, type Field, type Rule } from './rule';

type JsonSchema = Readonly<Record<string, unknown>>;

/** JSON Schema 2020-12 of one event; with `format` asserted it accepts exactly what the validator accepts. */
export function jsonSchemaOf(model: EventModel): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:event:${model.event}:${model.version}`,
    title: `${model.event} ${model.version}`,
    description: model.doc,
    ...objectSchema(model.fields, {
      event_type: { const: model.event },
      schema_version: { const: model.version },
    }),
  };
}

function objectSchema(fields: readonly Field[], fixed: Record<string, JsonSchema> = {}): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map((field) => [
        field.name,
        { ...annotations(field), ...(fixed[field.name] ?? fieldSchema(field)) },
      ]),
    ),
    required: fields.filter((field) => field.required).map((field) => field.name),
    additionalProperties: false,
  };
}

function annotations({ doc, example, pii }: Field): JsonSchema {
  return {
    description: doc,
    ...(example !== undefined && { examples: [example] }),
    ...(pii && { 'x-pii': pii }),
  };
}

/** A field that is not required may be null as well as absent. */
function fieldSchema({ rule, required }: Field): JsonSchema {
  const schema = ruleSchema(rule);
  if (required) return schema;
  return {
    ...schema,
    type: [schema['type'], 'null'],
    ...('enum' in schema && { enum: [...(schema['enum'] as string[]), null] }),
  };
}

function ruleSchema(rule: Rule): JsonSchema {
  switch (rule.kind) {
    case 'text':
      return {
        type: 'string',
        minLength: rule.min,
        maxLength: rule.max,
        ...(rule.pattern !== undefined && { pattern: `^(?:${rule.pattern})$` }),
      };
    case 'choice':
      return { type: 'string', enum: [...rule.values] };
    case 'integer':
      return { type: 'integer', minimum: rule.min, maximum: rule.max };
    case 'flag':
      return { type: 'boolean' };
    case 'timestamp':
      // `format` knows the calendar; the pattern leaves one spelling and no leap second.
      return { type: 'string', format: 'date-time', pattern: TIMESTAMP };
    case 'decimal':
      return { type: 'string', pattern: `^(?:${decimalPattern(rule)})$` };
    case 'group':
      return objectSchema(rule.fields);
    case 'list':
      return { type: 'array', maxItems: rule.max, items: objectSchema(rule.item.fields) };
  }
}

const TIMESTAMP =
  '^(?:19[7-9][0-9]|[2-9][0-9]{3})-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9][.][0-9]{3}Z$';
