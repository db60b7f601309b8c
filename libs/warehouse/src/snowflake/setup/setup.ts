import {
  externalIdOf,
  grantsOf,
  pipelineSchema,
  type ResourceMonitor,
  type SnowflakeAccount,
  type VirtualWarehouse,
} from '@clickstream/snowflake-account';
import { text } from '../sql';
import { grantStatement } from './grants';
import type { Section } from './section';

/** What set-up must be told: it belongs to AWS, or to the person who made the key. */
export interface SetupInput {
  /** Pipelines by name; each gets its schema. */
  readonly pipelines: readonly string[];
  /** Where the tables of the lake lie: `s3://bucket` or `s3://bucket/prefix`. */
  readonly lakeLocation: string;
  /** Role in AWS that may read it. */
  readonly awsRoleArn: string;
  /** Public halves of the loader's keys: base64 of DER, without the lines around it. */
  readonly publicKeys: { readonly first?: string; readonly second?: string };
}

const ADMINISTRATOR = 'USE ROLE ACCOUNTADMIN';

/**
 * Everything that the platform needs in an empty account. It can be run again: what is there is brought to what is said
 * here, and no row of a table is touched.
 */
export function setupSections(account: SnowflakeAccount, input: SetupInput): Section[] {
  return [
    { purpose: 'Roles; each does one thing', statements: [ADMINISTRATOR, ...roleStatements(account)] },
    {
      purpose: 'Virtual warehouses that stop by themselves, and a monitor that stops them',
      statements: [
        ...monitorStatements(account.resourceMonitor),
        ...Object.values(account.warehouses).flatMap((one) =>
          warehouseStatements(one, account.resourceMonitor),
        ),
      ],
    },
    {
      purpose: 'How Snowflake takes on the role in AWS that reads the lake',
      statements: integrationStatements(account, input),
    },
    { purpose: 'The database; the admin role owns it', statements: databaseStatements(account) },
    { purpose: 'Who may do what', statements: accountGrants(account, input).map(grantStatement) },
    {
      purpose: 'Schemas in which only their owner grants, and the stage on the lake',
      statements: [`USE ROLE ${account.roles.admin}`, ...schemaStatements(account, input)],
    },
    { purpose: 'Who may do what in them', statements: schemaGrants(account, input).map(grantStatement) },
    {
      purpose: 'The loader’s user, which logs in with a key pair',
      statements: [ADMINISTRATOR, ...userStatements(account, input)],
    },
  ];
}

function roleStatements({ roles }: SnowflakeAccount): string[] {
  const { admin, loader, analyst } = roles;
  return [
    `CREATE ROLE IF NOT EXISTS ${admin} COMMENT = 'Owns the clickstream database'`,
    `CREATE ROLE IF NOT EXISTS ${loader} COMMENT = 'Writes clickstream tables and views; the loader alone'`,
    `CREATE ROLE IF NOT EXISTS ${analyst} COMMENT = 'Reads clickstream tables and views'`,
    `GRANT ROLE ${loader} TO ROLE ${admin}`,
    `GRANT ROLE ${analyst} TO ROLE ${admin}`,
    `GRANT ROLE ${admin} TO ROLE SYSADMIN`,
  ];
}

function monitorStatements(monitor: ResourceMonitor): string[] {
  const { name, creditQuota, frequency, notifyAt, suspendAt, suspendImmediatelyAt } = monitor;
  const triggers = [
    ...notifyAt.map((percent) => `ON ${percent} PERCENT DO NOTIFY`),
    `ON ${suspendAt} PERCENT DO SUSPEND`,
    `ON ${suspendImmediatelyAt} PERCENT DO SUSPEND_IMMEDIATE`,
  ].join(' ');
  return [
    `CREATE RESOURCE MONITOR IF NOT EXISTS ${name} WITH CREDIT_QUOTA = ${creditQuota} FREQUENCY = ${frequency}` +
      ` START_TIMESTAMP = IMMEDIATELY TRIGGERS ${triggers}`,
    `ALTER RESOURCE MONITOR ${name} SET CREDIT_QUOTA = ${creditQuota} TRIGGERS ${triggers}`,
  ];
}

function warehouseStatements(warehouse: VirtualWarehouse, monitor: ResourceMonitor): string[] {
  const { name, size, autoSuspendSeconds, statementTimeoutSeconds, comment } = warehouse;
  const settings =
    `WAREHOUSE_SIZE = '${size}' AUTO_SUSPEND = ${autoSuspendSeconds} AUTO_RESUME = TRUE` +
    ` RESOURCE_MONITOR = ${monitor.name} STATEMENT_TIMEOUT_IN_SECONDS = ${statementTimeoutSeconds}` +
    ` COMMENT = ${text(comment)}`;
  return [
    `CREATE WAREHOUSE IF NOT EXISTS ${name} INITIALLY_SUSPENDED = TRUE ${settings}`,
    `ALTER WAREHOUSE ${name} SET ${settings}`,
  ];
}

function integrationStatements(
  { environment, storageIntegration }: SnowflakeAccount,
  { lakeLocation, awsRoleArn }: SetupInput,
): string[] {
  const settings = `STORAGE_AWS_ROLE_ARN = ${text(awsRoleArn)} STORAGE_ALLOWED_LOCATIONS = (${text(`${lakeLocation}/`)})`;
  return [
    `CREATE STORAGE INTEGRATION IF NOT EXISTS ${storageIntegration} TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3'` +
      ` ENABLED = TRUE ${settings} STORAGE_AWS_EXTERNAL_ID = ${text(externalIdOf(environment, awsRoleArn))}`,
    `ALTER STORAGE INTEGRATION ${storageIntegration} SET ENABLED = TRUE ${settings}`,
    `DESCRIBE INTEGRATION ${storageIntegration}`,
  ];
}

function databaseStatements({ database, roles, environment }: SnowflakeAccount): string[] {
  return [
    `CREATE DATABASE IF NOT EXISTS ${database} COMMENT = ${text(`Clickstream events, environment ${environment}`)}`,
    `GRANT OWNERSHIP ON DATABASE ${database} TO ROLE ${roles.admin} COPY CURRENT GRANTS`,
  ];
}

function accountGrants(account: SnowflakeAccount, { pipelines }: SetupInput) {
  return grantsOf(account, pipelines).filter(({ on }) => on.kind === 'account object');
}

function schemaGrants(account: SnowflakeAccount, { pipelines }: SetupInput) {
  return grantsOf(account, pipelines).filter(({ on }) => on.kind !== 'account object');
}

function schemaStatements(account: SnowflakeAccount, { pipelines, lakeLocation }: SetupInput): string[] {
  const { database, schemas, stages, storageIntegration } = account;
  return [
    ...[schemas.loader, ...pipelines.map(pipelineSchema)].map(
      (schema) => `CREATE SCHEMA IF NOT EXISTS ${database}.${schema} WITH MANAGED ACCESS`,
    ),
    `CREATE STAGE IF NOT EXISTS ${database}.${schemas.loader}.${stages.lake} URL = ${text(`${lakeLocation}/`)}` +
      ` STORAGE_INTEGRATION = ${storageIntegration}`,
  ];
}

function userStatements(
  { users, roles, warehouses, database }: SnowflakeAccount,
  { publicKeys }: SetupInput,
): string[] {
  const user = users.loader;
  const keys = [
    ['RSA_PUBLIC_KEY', publicKeys.first],
    ['RSA_PUBLIC_KEY_2', publicKeys.second],
  ].filter(([, key]) => key !== undefined);
  return [
    `CREATE USER IF NOT EXISTS ${user} TYPE = SERVICE DEFAULT_ROLE = ${roles.loader}` +
      ` DEFAULT_WAREHOUSE = ${warehouses.loading.name} DEFAULT_NAMESPACE = ${database}`,
    `GRANT ROLE ${roles.loader} TO USER ${user}`,
    ...keys.map(([property, key]) => `ALTER USER ${user} SET ${property} = ${text(key ?? '')}`),
  ];
}
