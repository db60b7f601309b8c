import { sorted } from '../canonical';
import { refuse } from '../refuse';
import type { Field, ListRule, Rule } from '../rule';
import { commonParent, type UpcastStep } from '../upcast';
import type { Readable } from '../versions';
import { DOCUMENT } from './decode-steps';
import { literal } from './sql';
import { sparkType } from './types';

/** Where the value of a field comes from: an expression, or the members of a group or of each item of a list. */
type Node =
  | { readonly kind: 'value'; readonly sql: string; readonly type: string; required: boolean }
  | { readonly kind: 'group'; readonly members: Map<string, Node>; present: string; required: boolean }
  | { readonly kind: 'list'; readonly sql: string; readonly item: Map<string, Node>; required: boolean };

type Members = Map<string, Node>;

/**
 * The struct of an event of an older major in the current shape.
 *
 * @param target Fields of the struct that all events of the pipeline share.
 * @throws PlatformError CONTRACT_RULE_REFUSED when the upcasts do not lead to the current definition.
 */
export function upcastStruct(earlier: Readable, current: readonly Field[], target: readonly Field[]): string {
  const members = read(
    earlier.fields,
    (name, type) => `try_variant_get(d, ${literal(`${DOCUMENT}.${name}`)}, '${type}')`,
  );
  for (const step of earlier.upcasts.flat()) apply(step, members, earlier.key);
  checkLeads(members, current, earlier.key, '');
  return struct(target, members);
}

function read(fields: readonly Field[], extract: (path: string, type: string) => string): Members {
  return new Map(
    fields.map(({ name, rule, required }): [string, Node] => {
      if (rule.kind === 'group') {
        const members = read(rule.fields, (inner, type) => extract(`${name}.${inner}`, type));
        return [
          name,
          {
            kind: 'group',
            members,
            required,
            present: `${extract(name, 'MAP<STRING, VARIANT>')} IS NOT NULL`,
          },
        ];
      }
      const sql = extract(name, sparkType(rule));
      if (rule.kind === 'list') return [name, { kind: 'list', sql, required, item: items(rule) }];
      return [name, { kind: 'value', sql, required, type: sparkType(rule) }];
    }),
  );
}

function items({ item }: ListRule): Members {
  return read(item.fields, (inner) => `x.${inner}`);
}

function apply(step: UpcastStep, members: Members, where: string): void {
  switch (step.op) {
    case 'move': {
      const { parent, from, to } = commonParent(step.from, step.to);
      const common = inside(members, parent, where);
      const source = inside(common, from.slice(0, -1), where);
      const node = need(source, from.at(-1), where);
      source.delete(from.at(-1) ?? '');
      node.required &&= alwaysThere(common, from.slice(0, -1));
      put(common, to, node, where);
      return;
    }
    case 'remove': {
      const [parent, name] = parentOf(members, step.path, where);
      need(parent, name, where);
      parent.delete(name);
      return;
    }
    case 'fillIn': {
      const [parent, name] = parentOf(members, step.path, where);
      parent.set(name, filled(parent.get(name), step.value, where));
      return;
    }
    case 'mapValues': {
      const [parent, name] = parentOf(members, step.path, where);
      const node = need(parent, name, where);
      if (node.kind !== 'value') throw noWay(where, `"${step.path}" is no value to map`);
      const cases = Object.entries(step.values).map(
        ([old, now]) => `WHEN ${literal(old)} THEN ${literal(now)}`,
      );
      parent.set(name, { ...node, sql: `CASE ${node.sql} ${cases.join(' ')} ELSE ${node.sql} END` });
    }
  }
}

function filled(node: Node | undefined, value: string | number | boolean, where: string): Node {
  if (node && node.kind !== 'value') throw noWay(where, 'only a value can be filled in');
  const constant = typeof value === 'string' ? literal(value) : `${value}`;
  const type = typeof value === 'string' ? 'STRING' : typeof value === 'number' ? 'BIGINT' : 'BOOLEAN';
  const sql = `CAST(${constant} AS ${type})`;
  return { kind: 'value', type, required: true, sql: node ? `coalesce(${node.sql}, ${sql})` : sql };
}

/** Sets a node; what is moved into a group that may be absent brings the group into being. */
function put(members: Members, [name = '', ...rest]: readonly string[], node: Node, where: string): void {
  if (rest.length === 0) {
    members.set(name, node);
    return;
  }
  const group = members.get(name) ?? { kind: 'group', members: new Map(), present: 'false', required: false };
  if (group.kind !== 'group') throw noWay(where, `"${name}" is no group to move into`);
  group.present = `(${group.present} OR ${presence(node)})`;
  group.required ||= node.required;
  members.set(name, group);
  put(group.members, rest, node, where);
}

function presence(node: Node): string {
  return node.kind === 'group' ? node.present : `${node.sql} IS NOT NULL`;
}

/** Whether every group on a path is required. */
function alwaysThere(members: Members, [name, ...rest]: readonly string[]): boolean {
  const node = name === undefined ? undefined : members.get(name);
  return node?.kind === 'group' ? node.required && alwaysThere(node.members, rest) : true;
}

function parentOf(members: Members, path: string, where: string): [Members, string] {
  const names = path.split('.');
  return [inside(members, names.slice(0, -1), where), names.at(-1) ?? ''];
}

function inside(members: Members, path: readonly string[], where: string): Members {
  return path.reduce((current, name) => {
    const node = need(current, name, where);
    if (node.kind === 'value') throw noWay(where, `"${name}" has no fields`);
    return node.kind === 'group' ? node.members : node.item;
  }, members);
}

function need(members: Members, name: string | undefined, where: string): Node {
  const node = members.get(name ?? '');
  if (!node) throw noWay(where, `there is no field "${name}" at that point`);
  return node;
}

/** The upcast event must fit the current definition: nothing missing, nothing left over, each of its type. */
function checkLeads(members: Members, fields: readonly Field[], where: string, at: string): void {
  for (const name of members.keys()) {
    if (!fields.some((field) => field.name === name)) {
      throw noWay(where, `"${at}${name}" is left over: move() or remove() it`);
    }
  }
  for (const { name, rule, required } of fields) {
    const node = members.get(name);
    if (required && !node?.required)
      throw noWay(where, `"${at}${name}" is required now: fillIn() or move() it`);
    if (node) checkType(node, rule, where, `${at}${name}`);
  }
}

function checkType(node: Node, rule: Rule, where: string, at: string): void {
  if (node.kind === 'group' && rule.kind === 'group')
    return checkLeads(node.members, rule.fields, where, `${at}.`);
  if (node.kind === 'list' && rule.kind === 'list')
    return checkLeads(node.item, rule.item.fields, where, `${at}.`);
  if (node.kind === 'value' && node.type === sparkType(rule)) return;
  throw noWay(where, `"${at}" changed its type: use a new name`);
}

function struct(fields: readonly Field[], members: Members): string {
  return `named_struct(${sorted(fields)
    .map(({ name, rule, required }) => `'${name}', ${value(rule, members.get(name), required)}`)
    .join(', ')})`;
}

function value(rule: Rule, node: Node | undefined, required: boolean): string {
  if (!node) return `CAST(NULL AS ${sparkType(rule)})`;
  if (node.kind === 'group' && rule.kind === 'group') {
    const inner = struct(rule.fields, node.members);
    return required && node.required ? inner : `CASE WHEN ${node.present} THEN ${inner} END`;
  }
  if (node.kind === 'list' && rule.kind === 'list') {
    return `transform(${node.sql}, x -> ${struct(rule.item.fields, node.item)})`;
  }
  return node.kind === 'value' ? node.sql : `CAST(NULL AS ${sparkType(rule)})`;
}

function noWay(where: string, message: string) {
  return refuse(
    `the upcast of ${where} does not lead to the current version: ${message}`,
    where,
    'correct the upcast',
  );
}
