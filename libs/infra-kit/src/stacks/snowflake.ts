import type { TerraformStack } from 'cdktf';
import { AccountRole } from '@cdktf/provider-snowflake/lib/account-role';
import { Database } from '@cdktf/provider-snowflake/lib/database';
import { GrantAccountRole } from '@cdktf/provider-snowflake/lib/grant-account-role';
import { GrantOwnership } from '@cdktf/provider-snowflake/lib/grant-ownership';
import { SnowflakeProvider } from '@cdktf/provider-snowflake/lib/provider';
import { ResourceMonitor } from '@cdktf/provider-snowflake/lib/resource-monitor';
import { Schema } from '@cdktf/provider-snowflake/lib/schema';
import { ServiceUser } from '@cdktf/provider-snowflake/lib/service-user';
import { Warehouse } from '@cdktf/provider-snowflake/lib/warehouse';
import {
  externalGrantsOf,
  grantsOf,
  pipelineSchema,
  snowflakeAccount,
  type SnowflakeAccount,
} from '@clickstream/snowflake-account';
import { addGrants } from './snowflake-grants';
import { addLakeAccess } from './snowflake-lake';
import { keepsData, newStack, type Target } from './stack';

/**
 * The warehouse, as `@clickstream/snowflake-account` names it. Its tables and views are the loader's.
 *
 * @param pipelines By name; each has a schema.
 */
export function snowflakeStack(target: Target, pipelines: readonly string[]): TerraformStack {
  const { environment } = target;
  const account = snowflakeAccount(environment.name);
  const stack = newStack(target, 'snowflake');
  const [organizationName, accountName] = environment.snowflake.account.split('-');
  new SnowflakeProvider(stack, 'snowflake', {
    organizationName,
    accountName,
    // Who applies it says who they are by SNOWFLAKE_USER and SNOWFLAKE_PRIVATE_KEY, so that no key is in a state.
    authenticator: 'SNOWFLAKE_JWT',
    role: 'ACCOUNTADMIN',
    previewFeaturesEnabled: ['snowflake_stage_resource', 'snowflake_storage_integration_resource'],
  });
  addWarehouses(stack, account);
  const roles = addRoles(stack, account);
  const schemas = addDatabase(stack, target, account, pipelines);
  const lake = addLakeAccess(stack, target, account, schemas);
  addGrants(stack, grantsOf(account, pipelines), [...roles, ...schemas, ...lake]);
  addGrants(stack, externalGrantsOf(account), lake);
  return stack;
}

function addWarehouses(
  stack: TerraformStack,
  { warehouses, resourceMonitor: monitor }: SnowflakeAccount,
): void {
  const { name: resourceMonitor } = new ResourceMonitor(stack, 'credits', {
    name: monitor.name,
    creditQuota: monitor.creditQuota,
    frequency: monitor.frequency,
    startTimestamp: 'IMMEDIATELY',
    notifyTriggers: [...monitor.notifyAt],
    suspendTrigger: monitor.suspendAt,
    suspendImmediateTrigger: monitor.suspendImmediatelyAt,
    // The time it began is told back instead.
    lifecycle: { ignoreChanges: ['start_timestamp'] },
  });
  for (const [id, warehouse] of Object.entries(warehouses))
    new Warehouse(stack, `${id}-warehouse`, {
      name: warehouse.name,
      comment: warehouse.comment,
      warehouseSize: warehouse.size,
      autoSuspend: warehouse.autoSuspendSeconds,
      autoResume: 'true',
      initiallySuspended: true,
      statementTimeoutInSeconds: warehouse.statementTimeoutSeconds,
      resourceMonitor,
    });
}

function addRoles(stack: TerraformStack, { roles, users, warehouses, database }: SnowflakeAccount) {
  const made = Object.entries(roles).map(([id, name]) => new AccountRole(stack, `${id}-role`, { name }));
  const loader = new ServiceUser(stack, 'loader-user', {
    name: users.loader,
    comment: 'Logs in with a key pair only; a person sets its public key',
    defaultRole: roles.loader,
    defaultWarehouse: warehouses.loading.name,
    defaultNamespace: database,
    // Keys are turned without Terraform: one is added, the loader changes over, the other goes.
    lifecycle: { ignoreChanges: ['rsa_public_key', 'rsa_public_key_2'] },
  });
  const grants = [
    new GrantAccountRole(stack, 'loader-is-loader', {
      roleName: roles.loader,
      userName: loader.name,
      dependsOn: made,
    }),
    // Whoever administers the account sees what our roles own.
    ...Object.entries(roles).map(
      ([id, roleName]) =>
        new GrantAccountRole(stack, `${id}-below-sysadmin`, {
          roleName,
          parentRoleName: 'SYSADMIN',
          dependsOn: made,
        }),
    ),
  ];
  return [...made, ...grants];
}

function addDatabase(
  stack: TerraformStack,
  target: Target,
  account: SnowflakeAccount,
  pipelines: readonly string[],
) {
  const database = new Database(stack, 'database', {
    name: account.database,
    dropPublicSchemaOnCreation: true,
    ...keepsData(target),
  });
  const names: [string, string][] = [
    ['loader-schema', account.schemas.loader],
    ['lake-schema', account.schemas.lake],
    ...pipelines.map((pipeline): [string, string] => [`schema-${pipeline}`, pipelineSchema(pipeline)]),
  ];
  const schemas = names.map(
    ([id, name]) =>
      // Managed access: only the owner of the schema gives rights away, not whoever made a table.
      new Schema(stack, id, {
        database: database.name,
        name,
        withManagedAccess: 'true',
        ...keepsData(target),
      }),
  );
  const own = (id: string, objectType: string, objectName: string, after: readonly (Database | Schema)[]) =>
    new GrantOwnership(stack, id, {
      accountRoleName: account.roles.admin,
      outboundPrivileges: 'COPY',
      on: { objectType, objectName },
      dependsOn: [...after],
    });
  return [
    own('admin-owns-database', 'DATABASE', account.database, [database, ...schemas]),
    ...names.map(([id, name]) =>
      own(`admin-owns-${id}`, 'SCHEMA', `"${account.database}"."${name}"`, schemas),
    ),
  ];
}
