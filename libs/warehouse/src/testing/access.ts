/** Who may do what after statements were run, read from their texts alone. */
export interface Access {
  /** @param on As `SCHEMA DB.S`; `ALL TABLE DB.S` means tables that were there before the last grant. */
  may(role: string, privilege: string, on: string): boolean;
}

interface Held {
  readonly role: string;
  readonly privilege: string;
  readonly on: string;
}

const GRANT = /^GRANT (?<privileges>[A-Z, ]+?) ON (?<on>.+) TO ROLE (?<role>\w+)(?: COPY CURRENT GRANTS)?$/;
const MEMBER = /^GRANT ROLE (?<child>\w+) TO ROLE (?<parent>\w+)$/;
const CREATE = /^CREATE (?<type>SCHEMA|STAGE) IF NOT EXISTS (?<name>[\w.]+)/;
const USE = /^USE ROLE (?<role>\w+)$/;

/**
 * Follows scripts as Snowflake would: a role has what it was granted and what roles below it have; who makes a thing owns
 * it, and may do everything with it but not with what others put into it. A privilege on what lies in a schema is worth
 * nothing without USAGE on the way there.
 *
 * @param made Owners of what was made later, by name as `TABLE DB.S.T`.
 */
export function readAccess(statements: readonly string[], made: Readonly<Record<string, string>>): Access {
  const held: Held[] = Object.entries(made).map(([on, role]) => ({ role, privilege: 'OWNERSHIP', on }));
  const members: (readonly [child: string, parent: string])[] = [];
  let current = '';
  for (const sql of statements) {
    current = USE.exec(sql)?.groups?.['role'] ?? current;
    const member = MEMBER.exec(sql)?.groups;
    if (member) members.push([member['child'] ?? '', member['parent'] ?? '']);
    const grant = GRANT.exec(sql)?.groups;
    for (const privilege of grant?.['privileges']?.split(', ') ?? [])
      held.push({ role: grant?.['role'] ?? '', privilege, on: securable(grant?.['on'] ?? '') });
    const created = CREATE.exec(sql)?.groups;
    if (created)
      held.push({ role: current, privilege: 'OWNERSHIP', on: `${created['type']} ${created['name']}` });
  }
  const has = (role: string, privilege: string, on: string): boolean =>
    held.some((one) => one.role === role && one.privilege === privilege && one.on === on) ||
    members.some(([child, parent]) => parent === role && has(child, privilege, on));
  const allows = (role: string, privilege: string, on: string): boolean =>
    ['OWNERSHIP', privilege].some((one) => has(role, one, on)) || has(role, privilege, future(on));
  const reaches = (role: string, on: string): boolean =>
    above(on).every((place) => allows(role, 'USAGE', place));
  return { may: (role, privilege, on) => allows(role, privilege, on) && reaches(role, on) };
}

/** `ALL TABLES IN SCHEMA D.S` -> `ALL TABLE D.S`; future ones likewise. */
function securable(on: string): string {
  return on.replace(/^(ALL|FUTURE) (\w+)S IN SCHEMA (.+)$/, '$1 $2 $3');
}

/** The grant that covers a thing which is made later. */
function future(on: string): string {
  const [type = '', name = ''] = on.split(' ');
  return `FUTURE ${type} ${name.split('.').slice(0, 2).join('.')}`;
}

/** Schema and database around a thing. */
function above(on: string): string[] {
  const name = on.split(' ').at(-1) ?? '';
  const [database, schema, object] = name.split('.');
  const isWholeSchema = on.startsWith('ALL ');
  if (schema === undefined) return [];
  const around = [`DATABASE ${database}`];
  return object === undefined && !isWholeSchema ? around : [`SCHEMA ${database}.${schema}`, ...around];
}
