import { fieldNamed, type EventModel, type Field, type Rule } from './rule';
import { expected } from './words';

export const BUMPS = ['none', 'patch', 'minor', 'major'] as const;
export type Bump = (typeof BUMPS)[number];

export interface Change {
  /** Dotted path of the field; empty for the event itself. */
  readonly field: string;
  readonly change: string;
  readonly bump: Bump;
  /** Why it breaks somebody, or what it means. */
  readonly why: string;
  readonly todo: string;
}

export function leastBump(changes: readonly Pick<Change, 'bump'>[]): Bump {
  return BUMPS[Math.max(0, ...changes.map((change) => BUMPS.indexOf(change.bump)))] ?? 'none';
}

const NEXT_MAJOR = 'declare an upcast for a new major version, or';

/** What changed between two definitions of one event, for everybody who sends or reads it. */
export function compare(before: EventModel, after: EventModel): Change[] {
  const doc: Change[] = before.doc === after.doc ? [] : [words('', 'the description of the event')];
  return [...doc, ...compareFields(before.fields, after.fields, '')];
}

function compareFields(before: readonly Field[], after: readonly Field[], at: string): Change[] {
  const removed = before.filter((field) => !fieldNamed(after, field.name));
  const added = after.filter((field) => !fieldNamed(before, field.name));
  const renames = pairRenames(removed, added);
  const renamedTo = new Set([...renames.values()]);
  return [
    ...removed.map((field) => {
      const to = renames.get(field);
      return to ? renamed(field, to, at) : gone(field, at);
    }),
    ...added.filter((field) => !renamedTo.has(field)).map((field) => fresh(field, at)),
    ...before.flatMap((field) => {
      const other = fieldNamed(after, field.name);
      return other ? compareField(field, other, `${at}${field.name}`) : [];
    }),
  ];
}

/** A removed and an added field with the same rule and need are most likely one field under a new name. */
function pairRenames(removed: readonly Field[], added: readonly Field[]): Map<Field, Field> {
  const free = new Set(added);
  const pairs = new Map<Field, Field>();
  for (const field of removed) {
    const to = [...free].find(
      (other) =>
        other.required === field.required && JSON.stringify(other.rule) === JSON.stringify(field.rule),
    );
    if (!to) continue;
    pairs.set(field, to);
    free.delete(to);
  }
  return pairs;
}

function renamed(field: Field, to: Field, at: string): Change {
  return {
    field: `${at}${field.name}`,
    change: `renamed to ${to.name}`,
    bump: 'major',
    why: 'events in flight carry the old name, which would be an unknown field',
    todo: `${NEXT_MAJOR.replace('an upcast', `upcasts: [[move('${at}${field.name}', '${at}${to.name}')]]`)} add ${to.name} beside it`,
  };
}

function gone(field: Field, at: string): Change {
  return {
    field: `${at}${field.name}`,
    change: 'removed',
    bump: 'major',
    why: 'producers still send it, and an unknown field is refused',
    todo: field.required
      ? `make it optional, or declare upcasts: [[remove('${at}${field.name}')]]`
      : `keep it, or declare upcasts: [[remove('${at}${field.name}')]]`,
  };
}

function fresh(field: Field, at: string): Change {
  const name = `${at}${field.name}`;
  return field.required
    ? {
        field: name,
        change: 'added, required',
        bump: 'major',
        why: 'events of producers that do not know it yet would be refused',
        todo: `make it optional, or declare upcasts: [[fillIn('${name}', ...)]]`,
      }
    : {
        field: name,
        change: 'added, optional',
        bump: 'minor',
        why: 'nobody has to send it',
        todo: 'publish',
      };
}

function compareField(before: Field, after: Field, field: string): Change[] {
  const changes: Change[] = [];
  if (before.required && !after.required) {
    changes.push({
      field,
      change: 'now optional',
      bump: 'minor',
      why: 'readers may meet NULL',
      todo: 'publish',
    });
  }
  if (!before.required && after.required) {
    changes.push({
      field,
      change: 'now required',
      bump: 'major',
      why: 'events without it were valid',
      todo: `keep it optional, or declare upcasts: [[fillIn('${field}', ...)]]`,
    });
  }
  if (before.doc !== after.doc || JSON.stringify(before.example) !== JSON.stringify(after.example)) {
    changes.push(words(field, 'description or example'));
  }
  if (before.pii !== after.pii) {
    const change = `personal data: ${before.pii ?? 'no'} -> ${after.pii ?? 'no'}`;
    changes.push({
      field,
      change,
      bump: 'minor',
      why: 'masking and erasure follow the class',
      todo: 'publish',
    });
  }
  return [...changes, ...compareRule(before.rule, after.rule, field)];
}

function words(field: string, what: string): Change {
  return { field, change: `${what} reworded`, bump: 'patch', why: 'no rule changed', todo: 'publish' };
}

function compareRule(before: Rule, after: Rule, field: string): Change[] {
  if (before.kind === 'group' && after.kind === 'group') {
    return compareFields(before.fields, after.fields, `${field}.`);
  }
  if (before.kind === 'list' && after.kind === 'list') {
    return [
      ...ranged(before, after, field),
      ...compareFields(before.item.fields, after.item.fields, `${field}.`),
    ];
  }
  if (before.kind !== after.kind) {
    const both = `${expected(before)} -> ${expected(after)}`;
    const why = 'values in flight and in the tables have the other type';
    return [{ field, change: `type: ${both}`, bump: 'major', why, todo: 'add a field with a new name' }];
  }
  return ranged(before, after, field);
}

function ranged(before: Rule, after: Rule, field: string): Change[] {
  if (accepts(after, before) && accepts(before, after)) return [];
  const change = `${expected(before)} -> ${expected(after)}`;
  return accepts(after, before)
    ? [
        {
          field,
          change: `widened: ${difference(before, after) ?? change}`,
          bump: 'minor',
          why: 'every old value stays valid; readers may meet new ones',
          todo: 'deploy the streams before the producers',
        },
      ]
    : [
        {
          field,
          change: `narrowed: ${difference(before, after) ?? change}`,
          bump: 'major',
          why: 'values that producers send today would be refused',
          todo: `${NEXT_MAJOR} keep the old values`,
        },
      ];
}

function difference(before: Rule, after: Rule): string | undefined {
  if (before.kind !== 'choice' || after.kind !== 'choice') return undefined;
  const added = after.values.filter((value) => !before.values.includes(value)).map((value) => `+ ${value}`);
  const removed = before.values.filter((value) => !after.values.includes(value)).map((value) => `- ${value}`);
  return [...removed, ...added].join(' ');
}

/** Whether every value of `narrow` surely is one of `wide`; patterns are compared as text, so a changed one never is. */
function accepts(wide: Rule, narrow: Rule): boolean {
  if (wide.kind === 'text' && narrow.kind === 'text') {
    const pattern = wide.pattern === undefined || wide.pattern === narrow.pattern;
    return pattern && wide.min <= narrow.min && wide.max >= narrow.max;
  }
  if (wide.kind === 'choice' && narrow.kind === 'choice') {
    return narrow.values.every((value) => wide.values.includes(value));
  }
  if (wide.kind === 'integer' && narrow.kind === 'integer')
    return wide.min <= narrow.min && wide.max >= narrow.max;
  if (wide.kind === 'decimal' && narrow.kind === 'decimal') {
    return wide.integerDigits >= narrow.integerDigits && wide.fractionDigits >= narrow.fractionDigits;
  }
  if (wide.kind === 'list' && narrow.kind === 'list') return wide.max >= narrow.max;
  return true;
}
