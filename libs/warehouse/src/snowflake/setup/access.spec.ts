import { snowflakeAccount } from '@clickstream/snowflake-account';
import { readAccess, type Access } from '../../testing/access';
import { setupSections } from './setup';

const account = snowflakeAccount('prod');
const input = {
  pipelines: ['clickstream', 'orders'],
  lakeLocation: 's3://lake-prod',
  awsRoleArn: 'arn:aws:iam::333333333333:role/snowflake',
  publicKeys: {},
};
const STATEMENTS = setupSections(account, input).flatMap(({ statements }) => statements);

const DATABASE = 'DATABASE CLICKSTREAM_PROD';
const LOADING = 'WAREHOUSE CLICKSTREAM_LOADING';
const ANALYSIS = 'WAREHOUSE CLICKSTREAM_ANALYSIS';
const INTEGRATION = 'INTEGRATION CLICKSTREAM_LAKE';
const schema = (name: string): string => `SCHEMA CLICKSTREAM_PROD.${name}`;
const table = (name: string): string => `TABLE CLICKSTREAM_PROD.${name}`;
const view = (name: string): string => `VIEW CLICKSTREAM_PROD.${name}`;
const stage = (name: string): string => `STAGE CLICKSTREAM_PROD.${name}`;

/** What a statement needs, by Snowflake's page "Access control privileges"; tables of the loader are its own. */
const NEEDS = {
  'run a statement in the loading warehouse': [['USAGE', LOADING]],
  'run a statement in the warehouse of analysts': [['USAGE', ANALYSIS]],
  'ALTER WAREHOUSE .. SET WAREHOUSE_SIZE, loading': [['MODIFY', LOADING]],
  'ALTER WAREHOUSE .. SET WAREHOUSE_SIZE, analysis': [['MODIFY', ANALYSIS]],
  'ALTER WAREHOUSE .. SUSPEND, loading': [['OPERATE', LOADING]],
  'ALTER WAREHOUSE .. SUSPEND, analysis': [['OPERATE', ANALYSIS]],
  'SHOW QUERIES of the loading warehouse': [['MONITOR', LOADING]],
  'SHOW QUERIES of the warehouse of analysts': [['MONITOR', ANALYSIS]],
  'CREATE TABLE CLICKSTREAM.EVENTS': [['CREATE TABLE', schema('CLICKSTREAM')]],
  'CREATE VIEW CLICKSTREAM.TOP_PAGES': [['CREATE VIEW', schema('CLICKSTREAM')]],
  'CREATE TABLE ORDERS.EVENTS': [['CREATE TABLE', schema('ORDERS')]],
  'CREATE VIEW ORDERS.TOP_PAGES': [['CREATE VIEW', schema('ORDERS')]],
  'CREATE TRANSIENT TABLE LOADER.STAGED_..': [['CREATE TABLE', schema('LOADER')]],
  'CREATE STAGE LOADER.STAGED': [['CREATE STAGE', schema('LOADER')]],
  'COPY INTO .. FROM @LOADER.LAKE': [['USAGE', stage('LOADER.LAKE')]],
  'CREATE STAGE .. STORAGE_INTEGRATION': [
    ['CREATE STAGE', schema('LOADER')],
    ['USAGE', INTEGRATION],
  ],
  'MERGE INTO CLICKSTREAM.EVENTS': [['OWNERSHIP', table('CLICKSTREAM.EVENTS')]],
  'GRANT SELECT ON CLICKSTREAM.EVENTS': [['OWNERSHIP', schema('CLICKSTREAM')]],
  'SELECT FROM CLICKSTREAM.EVENTS': [['SELECT', table('CLICKSTREAM.EVENTS')]],
  'SELECT FROM CLICKSTREAM.EVENTS, made before set-up ran again': [['SELECT', `ALL ${table('CLICKSTREAM')}`]],
  'SELECT FROM CLICKSTREAM.TOP_PAGES': [['SELECT', view('CLICKSTREAM.TOP_PAGES')]],
  'SELECT FROM CLICKSTREAM.TOP_PAGES, made before set-up ran again': [
    ['SELECT', `ALL ${view('CLICKSTREAM')}`],
  ],
  'SELECT FROM ORDERS.EVENTS': [['SELECT', table('ORDERS.EVENTS')]],
  'SELECT FROM ORDERS.EVENTS, made before set-up ran again': [['SELECT', `ALL ${table('ORDERS')}`]],
  'SELECT FROM ORDERS.TOP_PAGES': [['SELECT', view('ORDERS.TOP_PAGES')]],
  'SELECT FROM ORDERS.TOP_PAGES, made before set-up ran again': [['SELECT', `ALL ${view('ORDERS')}`]],
  'SELECT FROM LOADER.LOAD_LEDGER': [['SELECT', table('LOADER.LOAD_LEDGER')]],
  'DELETE FROM CLICKSTREAM.EVENTS': [['DELETE', table('CLICKSTREAM.EVENTS')]],
  'CREATE SCHEMA': [['CREATE SCHEMA', DATABASE]],
  'DROP SCHEMA CLICKSTREAM': [['OWNERSHIP', schema('CLICKSTREAM')]],
  'DROP DATABASE': [['OWNERSHIP', DATABASE]],
  'CREATE TABLE LAKE.X': [['CREATE TABLE', schema('LAKE')]],
  'CREATE DATABASE': [['CREATE DATABASE', 'ACCOUNT']],
  'CREATE WAREHOUSE': [['CREATE WAREHOUSE', 'ACCOUNT']],
  'CREATE ROLE': [['CREATE ROLE', 'ACCOUNT']],
  'CREATE USER': [['CREATE USER', 'ACCOUNT']],
  'CREATE INTEGRATION': [['CREATE INTEGRATION', 'ACCOUNT']],
  'GRANT ROLE to anybody': [['MANAGE GRANTS', 'ACCOUNT']],
  'DROP WAREHOUSE': [['OWNERSHIP', LOADING]],
} as const satisfies Record<string, readonly (readonly [privilege: string, on: string])[]>;

type StatementName = keyof typeof NEEDS;

const LOADER: readonly StatementName[] = [
  'run a statement in the loading warehouse',
  'CREATE TABLE CLICKSTREAM.EVENTS',
  'CREATE VIEW CLICKSTREAM.TOP_PAGES',
  'CREATE TABLE ORDERS.EVENTS',
  'CREATE VIEW ORDERS.TOP_PAGES',
  'CREATE TRANSIENT TABLE LOADER.STAGED_..',
  'CREATE STAGE LOADER.STAGED',
  'COPY INTO .. FROM @LOADER.LAKE',
  'MERGE INTO CLICKSTREAM.EVENTS',
  'SELECT FROM CLICKSTREAM.EVENTS',
  'SELECT FROM CLICKSTREAM.TOP_PAGES',
  'SELECT FROM ORDERS.EVENTS',
  'SELECT FROM ORDERS.TOP_PAGES',
  'SELECT FROM LOADER.LOAD_LEDGER',
  'DELETE FROM CLICKSTREAM.EVENTS',
];
const ANALYST: readonly StatementName[] = [
  'run a statement in the warehouse of analysts',
  'SELECT FROM CLICKSTREAM.EVENTS',
  'SELECT FROM CLICKSTREAM.EVENTS, made before set-up ran again',
  'SELECT FROM CLICKSTREAM.TOP_PAGES',
  'SELECT FROM CLICKSTREAM.TOP_PAGES, made before set-up ran again',
  'SELECT FROM ORDERS.EVENTS',
  'SELECT FROM ORDERS.EVENTS, made before set-up ran again',
  'SELECT FROM ORDERS.TOP_PAGES',
  'SELECT FROM ORDERS.TOP_PAGES, made before set-up ran again',
];
const ADMIN: readonly StatementName[] = [
  ...LOADER,
  ...ANALYST,
  'ALTER WAREHOUSE .. SET WAREHOUSE_SIZE, loading',
  'ALTER WAREHOUSE .. SET WAREHOUSE_SIZE, analysis',
  'ALTER WAREHOUSE .. SUSPEND, loading',
  'ALTER WAREHOUSE .. SUSPEND, analysis',
  'SHOW QUERIES of the loading warehouse',
  'SHOW QUERIES of the warehouse of analysts',
  'CREATE STAGE .. STORAGE_INTEGRATION',
  'GRANT SELECT ON CLICKSTREAM.EVENTS',
  'CREATE SCHEMA',
  'DROP SCHEMA CLICKSTREAM',
  'DROP DATABASE',
];
const ROLES: readonly (readonly [role: string, allowed: readonly StatementName[]])[] = [
  [account.roles.loader, LOADER],
  [account.roles.analyst, ANALYST],
  [account.roles.admin, ADMIN],
];
const names = Object.keys(NEEDS) as StatementName[];
const rows = ROLES.flatMap(([role, allowed]) =>
  names.map((name) => ({ role, name, expected: allowed.includes(name) ? 'allowed' : 'denied' })),
);

function decide(access: Access, role: string, name: StatementName): string {
  return NEEDS[name].every(([privilege, on]) => access.may(role, privilege, on)) ? 'allowed' : 'denied';
}

/** The loader has made its tables and views. */
const MADE = {
  'TABLE CLICKSTREAM_PROD.CLICKSTREAM.EVENTS': account.roles.loader,
  'VIEW CLICKSTREAM_PROD.CLICKSTREAM.TOP_PAGES': account.roles.loader,
  'TABLE CLICKSTREAM_PROD.ORDERS.EVENTS': account.roles.loader,
  'VIEW CLICKSTREAM_PROD.ORDERS.TOP_PAGES': account.roles.loader,
  'TABLE CLICKSTREAM_PROD.LOADER.LOAD_LEDGER': account.roles.loader,
};

describe('the statements of setup', () => {
  const access = readAccess(STATEMENTS, MADE);

  it.each(rows)('let $role: $name: $expected', ({ role, name, expected }) => {
    expect(decide(access, role, name)).toBe(expected);
  });

  const grants = STATEMENTS.filter((sql) => /^GRANT/.test(sql));
  it.each(grants)('need each: %s', (grant) => {
    const without = readAccess(
      STATEMENTS.filter((sql) => sql !== grant),
      MADE,
    );
    const missed = rows.filter(({ role, name, expected }) => decide(without, role, name) !== expected);
    // To whom a person or user belongs is no statement of the table.
    const isMembership = / TO (ROLE SYSADMIN|USER )/.test(grant);
    expect(missed.length > 0 || isMembership).toBe(true);
  });

  it('give nothing to everybody, and nothing with the right to pass it on', () => {
    expect(STATEMENTS.filter((sql) => /\bPUBLIC\b|WITH GRANT OPTION|ALL PRIVILEGES/.test(sql))).toEqual([]);
  });
});
