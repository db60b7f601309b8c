import { pipelineSchema, type SnowflakeAccount } from './account';

export type Privilege =
  'CREATE STAGE' | 'CREATE TABLE' | 'CREATE VIEW' | 'MODIFY' | 'MONITOR' | 'OPERATE' | 'SELECT' | 'USAGE';

export type AccountObjectType = 'DATABASE' | 'EXTERNAL VOLUME' | 'INTEGRATION' | 'WAREHOUSE';

/** What a privilege is on. Names are upper-case and need no quotes. */
export type Securable =
  | { readonly kind: 'account object'; readonly type: AccountObjectType; readonly name: string }
  | { readonly kind: 'schema'; readonly database: string; readonly schema: string }
  | {
      readonly kind: 'schema object';
      readonly type: 'STAGE';
      readonly database: string;
      readonly schema: string;
      readonly name: string;
    }
  | {
      readonly kind: 'schema objects';
      /** Those that are there, or those that will be made. */
      readonly which: 'ALL' | 'FUTURE';
      readonly type: 'TABLES' | 'VIEWS';
      readonly database: string;
      readonly schema: string;
    };

/** One role may do something with one thing, and cannot pass it on. */
export interface Grant {
  readonly role: string;
  readonly privileges: readonly Privilege[];
  readonly on: Securable;
}

/**
 * Who may do what, and nothing more. What a role makes it owns, so the loader needs no grant on its tables; the schemas
 * have managed access, so it cannot give any away. The admin role owns database and schemas.
 */
export function grantsOf(account: SnowflakeAccount, pipelines: readonly string[]): Grant[] {
  const schemas = pipelines.map(pipelineSchema);
  return [...loaderGrants(account, schemas), ...analystGrants(account, schemas), ...adminGrants(account)];
}

function loaderGrants(
  { database, roles, schemas, stages, warehouses }: SnowflakeAccount,
  pipelines: readonly string[],
): Grant[] {
  const role = roles.loader;
  const own = { kind: 'schema', database, schema: schemas.loader } as const;
  return [
    { role, privileges: ['USAGE'], on: accountObject('WAREHOUSE', warehouses.loading.name) },
    { role, privileges: ['USAGE'], on: accountObject('DATABASE', database) },
    { role, privileges: ['USAGE', 'CREATE TABLE', 'CREATE STAGE'], on: own },
    { role, privileges: ['USAGE'], on: { ...own, kind: 'schema object', type: 'STAGE', name: stages.lake } },
    ...pipelines.map((schema): Grant => ({
      role,
      privileges: ['USAGE', 'CREATE TABLE', 'CREATE VIEW'],
      on: { kind: 'schema', database, schema },
    })),
  ];
}

function analystGrants(
  { database, roles, warehouses }: SnowflakeAccount,
  pipelines: readonly string[],
): Grant[] {
  const role = roles.analyst;
  const readable = (schema: string): Grant[] => [
    { role, privileges: ['USAGE'], on: { kind: 'schema', database, schema } },
    ...(['ALL', 'FUTURE'] as const).flatMap((which) =>
      (['TABLES', 'VIEWS'] as const).map((type): Grant => ({
        role,
        privileges: ['SELECT'],
        on: { kind: 'schema objects', which, type, database, schema },
      })),
    ),
  ];
  return [
    { role, privileges: ['USAGE'], on: accountObject('WAREHOUSE', warehouses.analysis.name) },
    { role, privileges: ['USAGE'], on: accountObject('DATABASE', database) },
    ...pipelines.flatMap(readable),
  ];
}

/** To look after the warehouses and to make the stage on the lake; a thing of the account itself it cannot make or drop. */
function adminGrants({ roles, warehouses, storageIntegration }: SnowflakeAccount): Grant[] {
  const role = roles.admin;
  return [
    ...Object.values(warehouses).map(({ name }): Grant => ({
      role,
      privileges: ['USAGE', 'OPERATE', 'MONITOR', 'MODIFY'],
      on: accountObject('WAREHOUSE', name),
    })),
    { role, privileges: ['USAGE'], on: accountObject('INTEGRATION', storageIntegration) },
  ];
}

/** What the mode `external` needs beside {@link grantsOf}: the admin role makes the Iceberg tables and the views on them. */
export function externalGrantsOf({ roles, external }: SnowflakeAccount): Grant[] {
  const role = roles.admin;
  return [
    { role, privileges: ['USAGE'], on: accountObject('EXTERNAL VOLUME', external.volume) },
    { role, privileges: ['USAGE'], on: accountObject('INTEGRATION', external.catalogIntegration) },
  ];
}

function accountObject(type: AccountObjectType, name: string): Securable {
  return { kind: 'account object', type, name };
}
