import fc from 'fast-check';
import { exampleOf } from '../catalog';
import type { PipelineContract } from '../contract';
import { codePoints, exact } from '../holds';
import type { EventModel, Field, Rule, TextRule } from '../rule';
import type { Readable } from '../versions';
import { Raw, casesOf } from './cases';
import type { Vector } from './vector';

const RECEIVED_AT = Date.parse('2015-05-17T10:05:03.000Z');
/** Random but the same for ever: a failure can be repeated, and a regenerated file shows only what the contract changed. */
const SEED = 4_217;
const RANDOM_PER_EVENT = 20;
const DAMAGED = 400;

type Json = Record<string, unknown>;

/** Documents around every rule of every event, and random valid ones. The verdicts follow from how they were made. */
export function generateVectors(contract: PipelineContract): Vector[] {
  const models = contract.readables().map(modelOf);
  const covered = new Set<string>();
  const vectors = models.flatMap((model) => [...fieldVectors(model, covered), ...randomVectors(model)]);
  const damaged = damagedTexts(models).map((text, index) => judged(contract, `damaged: ${index}`, text));
  return [...vectors.map((vector) => withHash(contract, vector)), ...damaged];
}

/** A definition that documents are judged by, under the newest version that it reads; earlier majors included. */
function modelOf({ event, fields, accepted }: Readable): EventModel {
  return { event, version: accepted.at(-1) ?? '', doc: '', fields };
}

/** @param covered Fields that an earlier event has in the same place: one case of each kind is enough for them. */
function fieldVectors(model: EventModel, covered: Set<string>): Vector[] {
  const fieldCases = places(model.fields, [])
    .filter(({ path }) => path.length > 1 || !HEAD.has(path[0] as string))
    .flatMap(({ field, path }) => {
      const identity = JSON.stringify([path, field]);
      const all = casesOf(field);
      const cases = covered.has(identity)
        ? all.filter(({ kind }, at) => all.findIndex((other) => other.kind === kind) === at)
        : all;
      covered.add(identity);
      return cases.map(({ name, value, kind }, index) => ({
        name: `${label(model)}: ${path.join('.')} ${name}`,
        receivedAt: RECEIVED_AT,
        text: stringify(spelled(set(minimal(model, path), path, value), index)),
        expect: kind ? { kind, path: jsonPath(path) } : null,
      }));
    });
  return [...unknownVectors(model), ...fieldCases];
}

/** Decided before the fields are looked at; the handwritten vectors cover them. */
const HEAD = new Set(['event_type', 'schema_version']);

interface Place {
  readonly field: Field;
  /** Names from the root; a list is followed by its index. */
  readonly path: readonly (string | number)[];
}

function places(fields: readonly Field[], parent: Place['path']): Place[] {
  return fields.flatMap((field) => {
    const path = [...parent, field.name];
    if (field.rule.kind === 'group') return [{ field, path }, ...places(field.rule.fields, path)];
    if (field.rule.kind === 'list') return [{ field, path }, ...places(field.rule.item.fields, [...path, 1])];
    return [{ field, path }];
  });
}

function unknownVectors(model: EventModel): Vector[] {
  const groups = [
    [],
    ...places(model.fields, []).flatMap(({ field, path }) => (field.rule.kind === 'group' ? [path] : [])),
  ];
  return groups.map((path) => ({
    name: `${label(model)}: unknown key in ${path.join('.') || 'the event'}`,
    receivedAt: RECEIVED_AT,
    text: stringify(set(minimal(model, [...path, 'not_declared']), [...path, 'not_declared'], 'x')),
    expect: { kind: 'unknown_field', path: jsonPath([...path, 'not_declared']) },
  }));
}

/** The event with its required fields only, and the groups around `path`, as the examples show them. */
function minimal(model: EventModel, path: Place['path'] = []): Json {
  const needed = (fields: readonly Field[], [next, ...rest]: Place['path']): Field[] =>
    fields
      .filter(({ name, required }) => required || (name === next && rest.length > 0))
      .map((field) => ({ ...field, rule: trimmed(field.rule, field.name === next ? rest : []) }));
  const trimmed = (rule: Rule, rest: Place['path']): Rule => {
    if (rule.kind === 'group') return { ...rule, fields: needed(rule.fields, rest) };
    if (rule.kind !== 'list') return rule;
    return { ...rule, item: { ...rule.item, fields: needed(rule.item.fields, rest.slice(1)) } };
  };
  return {
    ...exampleOf(needed(model.fields, path)),
    event_type: model.event,
    schema_version: model.version,
  };
}

/** Sets one place; a list gets one good item before the one that is changed, so that paths carry an index above 0. */
function set(event: Json, path: Place['path'], value: unknown): Json {
  let container = event as Record<string | number, unknown>;
  for (const [depth, name] of path.slice(0, -1).entries()) {
    const next = path[depth + 1];
    if (typeof next === 'number') {
      const items = container[name] as unknown[];
      container[name] = [items[0], structuredClone(items[0])];
    }
    container = container[name] as Record<string | number, unknown>;
  }
  const last = path.at(-1) ?? '';
  if (value === undefined) delete container[last];
  else container[last] = value;
  return event;
}

function jsonPath(path: Place['path']): string {
  return path.reduce<string>(
    (text, part) => text + (typeof part === 'number' ? `[${part}]` : `.${part}`),
    '$',
  );
}

/** Every other document in canonical order without nulls, because Spark takes a shorter way for those. */
function spelled(document: Json, index: number): Json {
  return index % 2 === 0 ? document : (canonical(document) as Json);
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null || value instanceof Raw) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(
    members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, canonical(member)]),
  );
}

/** JSON in which a {@link Raw} stands as it was written. */
function stringify(event: Json): string {
  const raws: string[] = [];
  const json = JSON.stringify(event, (_, value: unknown) =>
    value instanceof Raw ? `raw:${raws.push(value.json) - 1}` : value,
  );
  return json.replace(/"raw:(\d+)"/g, (_, index: string) => raws[Number(index)] ?? '');
}

function label({ event, version }: EventModel): string {
  return `${event} ${version}`;
}

function randomVectors(model: EventModel): Vector[] {
  const events = fc.sample(groupArbitrary(model.fields), { seed: SEED, numRuns: RANDOM_PER_EVENT });
  return events.map((event, index) => {
    const document = { ...event, event_type: model.event, schema_version: model.version } as Json;
    const receivedAt = Date.parse(document['occurred_at'] as string);
    return {
      name: `${label(model)}: random ${index}`,
      receivedAt,
      text: JSON.stringify(document),
      expect: null,
    };
  });
}

function groupArbitrary(fields: readonly Field[]): fc.Arbitrary<Json> {
  const optional = fields.filter((field) => !field.required).map((field) => field.name);
  return fc.record(
    Object.fromEntries(
      fields.map(({ name, rule, required }) => {
        const value = arbitrary(rule);
        return [name, required ? value : fc.option(value, { freq: 4 })];
      }),
    ),
    { requiredKeys: fields.map((field) => field.name).filter((name) => !optional.includes(name)) },
  );
}

function arbitrary(rule: Rule): fc.Arbitrary<unknown> {
  switch (rule.kind) {
    case 'text':
      return textArbitrary(rule);
    case 'choice':
      return fc.constantFrom(...rule.values);
    case 'integer':
      return fc.maxSafeInteger().map((value) => Math.min(Math.max(value, rule.min), rule.max));
    case 'flag':
      return fc.boolean();
    case 'timestamp':
      return fc
        .date({ min: new Date('1971-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString());
    case 'decimal':
      return fc
        .tuple(fc.nat(), fc.nat(10 ** rule.fractionDigits - 1))
        .map(([whole, part]) => `${whole}.${String(part).padStart(rule.fractionDigits, '0')}`);
    case 'group':
      return groupArbitrary(rule.fields);
    case 'list':
      return fc.array(groupArbitrary(rule.item.fields), { maxLength: Math.min(4, rule.max) });
  }
}

/** Any characters but NUL, which no event may hold. */
function textArbitrary({ min, max, pattern }: TextRule): fc.Arbitrary<string> {
  if (pattern !== undefined) {
    return fc
      .stringMatching(exact(pattern))
      .filter((text) => codePoints(text) >= min && codePoints(text) <= max);
  }
  return fc
    .string({ unit: 'binary', minLength: min, maxLength: Math.min(max, 20) })
    .filter((text) => !text.includes('\0') && codePoints(text) >= min);
}

function withHash(contract: PipelineContract, vector: Vector): Vector {
  if (vector.expect !== null) return vector;
  const verdict = contract.validate(JSON.parse(vector.text ?? '') as Json, vector.receivedAt);
  return verdict.ok ? { ...vector, hash: contract.contentHash(verdict.event) } : vector;
}

/** What a text is damaged with: everything that has a meaning in JSON, in the wrapper of Spark, or in a regular expression. */
const SPLINTERS = [
  ...'{}[]":,\\\'`<>$ \t\n\r\0/#-+.eE019',
  '"a":1,',
  ',"a":{}',
  '"~end":false',
  ',"~end":false}',
  '"d":',
  '\\u',
  '\\ud83d',
  '\\ude00',
  '\\u0000',
  '\\u007e',
  '\\"',
  'null',
  'true',
  'false',
  'NaN',
  '1e999',
  '-0',
  '5.0',
  '[[]]',
  '{}',
  '[null]',
  '😀',
  '\ufeff',
  '\u2028',
  '\uffff',
  '__proto__',
  '//',
  '/**/',
];

/** Valid events with one to three splinters put in or put over something: nothing that arrives may stop a stream. */
function damagedTexts(models: readonly EventModel[]): string[] {
  const texts = models.flatMap((model, index) =>
    [minimal(model), exampleEvent(model)].map((event) => stringify(spelled(event, index))),
  );
  const splinter = fc.tuple(
    fc.constantFrom(...SPLINTERS),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(3),
  );
  const damaged = fc
    .tuple(fc.constantFrom(...texts), fc.array(splinter, { minLength: 1, maxLength: 3 }))
    .map(([text, splinters]) =>
      splinters.reduce((current, [piece, where, over]) => {
        const at = Math.floor(where * current.length);
        return current.slice(0, at) + piece + current.slice(at + over);
      }, text),
    )
    .filter((text) => Buffer.from(text).toString() === text);
  return fc.sample(damaged, { seed: SEED, numRuns: DAMAGED });
}

function exampleEvent(model: EventModel): Json {
  return { ...exampleOf(model.fields), event_type: model.event, schema_version: model.version };
}

/** The verdict on damage cannot be known beforehand: TypeScript's is written down, and Spark must agree. */
function judged(contract: PipelineContract, name: string, text: string): Vector {
  const decoded = contract.decode(Buffer.from(text));
  const verdict = decoded.ok ? contract.validate(decoded.document, RECEIVED_AT) : decoded;
  const vector = { name, receivedAt: RECEIVED_AT, text };
  return verdict.ok
    ? { ...vector, expect: null, hash: contract.contentHash(verdict.event) }
    : { ...vector, expect: { kind: verdict.kind, path: verdict.path } };
}
