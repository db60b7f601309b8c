import { PipelineContract } from '../contract';
import type { Field, Rule } from '../rule';
import { bytesOf, type Vector } from './vector';

export interface Mutant {
  /** Path of the field and how its rule was loosened. */
  readonly name: string;
  readonly contract: PipelineContract;
}

/** Every contract that differs from this one by one loosened rule; golden vectors that miss one of them are too few. */
export function loosenedContracts(contract: PipelineContract): Mutant[] {
  const names = new Set(
    contract.events.flatMap((event) => mutationsOf(event.fields, '').map(([name]) => name)),
  );
  return [...names]
    .filter((name) => !FRAMEWORK.test(name))
    .map((name) => ({ name, contract: mutate(contract, name) }));
}

/** The framework needs these: the first two are decided before the fields are looked at, and no event is without a time. */
const FRAMEWORK = /^(?:(?:event_type|schema_version) |occurred_at optional$)/;

/** The verdict and hash that a contract gives a vector, in the form in which a vector expects them. */
export function verdictOf(contract: PipelineContract, vector: Vector): Pick<Vector, 'expect' | 'hash'> {
  const decoded = contract.decode(bytesOf(vector));
  const verdict = decoded.ok ? contract.validate(decoded.document, vector.receivedAt) : decoded;
  return verdict.ok
    ? { expect: null, hash: contract.contentHash(verdict.event) }
    : { expect: { kind: verdict.kind, path: verdict.path } };
}

/** Whether a contract gives a vector the verdict that is written down, and the hash where there is one. */
export function agrees(contract: PipelineContract, vector: Vector): boolean {
  const { expect, hash } = verdictOf(contract, vector);
  return (
    expect?.kind === vector.expect?.kind &&
    expect?.path === vector.expect?.path &&
    (vector.hash ?? hash) === hash
  );
}

function mutate({ pipeline, time, events, versions }: PipelineContract, name: string): PipelineContract {
  const mutated = events.map((event) => ({
    ...event,
    fields: mutationsOf(event.fields, '').find(([mutation]) => mutation === name)?.[1] ?? event.fields,
  }));
  return new PipelineContract(pipeline, time, mutated, versions);
}

type Mutation = readonly [name: string, fields: readonly Field[]];

function mutationsOf(fields: readonly Field[], at: string): Mutation[] {
  return fields.flatMap((field, index) => {
    const replaced = (changed: Field) => fields.with(index, changed);
    const path = `${at}${field.name}`;
    return [
      ...(field.required ? [[`${path} optional`, replaced({ ...field, required: false })] as const] : []),
      ...looser(field.rule, path).map(([name, rule]) => [name, replaced({ ...field, rule })] as const),
    ];
  });
}

function looser(rule: Rule, path: string): [string, Rule][] {
  switch (rule.kind) {
    case 'text':
      return [
        [`${path} longer`, { ...rule, max: rule.max + 1 }],
        ...(rule.min > 0 ? [[`${path} shorter`, { ...rule, min: rule.min - 1 }] as [string, Rule]] : []),
        ...(rule.pattern === undefined
          ? []
          : [[`${path} any pattern`, { ...rule, pattern: undefined }] as [string, Rule]]),
      ].filter(([, mutant]) => !sameByPattern(rule, mutant as Rule)) as [string, Rule][];
    case 'choice':
      return [[`${path} another value`, { ...rule, values: [...rule.values, 'x'] }]];
    case 'integer':
      return [
        [`${path} smaller`, { ...rule, min: rule.min - 1 }],
        ...(rule.max < Number.MAX_SAFE_INTEGER
          ? [[`${path} larger`, { ...rule, max: rule.max + 1 }] as [string, Rule]]
          : []),
      ];
    case 'timestamp':
      return [[`${path} any text`, { kind: 'text', min: 0, max: 99 }]];
    case 'decimal':
      return [
        [`${path} more digits`, { ...rule, integerDigits: rule.integerDigits + 1 }],
        [`${path} more decimals`, { ...rule, fractionDigits: rule.fractionDigits + 1 }],
      ];
    case 'list':
      return [
        [`${path} more items`, { ...rule, max: rule.max + 1 }],
        ...mutationsOf(rule.item.fields, `${path}[].`).map(([name, fields]): [string, Rule] => [
          name,
          { ...rule, item: { kind: 'group', fields } },
        ]),
      ];
    case 'group':
      return mutationsOf(rule.fields, `${path}.`).map(([name, fields]) => [name, { ...rule, fields }]);
    case 'flag':
      return [];
  }
}

/** A pattern that fixes the length itself makes a looser length no looser rule. */
function sameByPattern(rule: Rule, mutant: Rule): boolean {
  if (rule.kind !== 'text' || mutant.kind !== 'text' || rule.pattern === undefined) return false;
  return mutant.pattern === rule.pattern;
}
