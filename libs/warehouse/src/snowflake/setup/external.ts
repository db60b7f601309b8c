import {
  externalGrantsOf,
  externalIdOf,
  grantsOf,
  pipelineSchema,
  type SnowflakeAccount,
} from '@clickstream/snowflake-account';
import { OP, RETRACT, REVISION, type PipelineSchema, type TargetTable } from '../../port';
import { viewsOf, type View } from '../../views';
import { DIALECT } from '../dialect';
import { ident, identList, text } from '../sql';
import { grantStatement } from './grants';
import type { Section } from './section';

/** A table of the lake that is read where it lies. */
export interface ExternalTable {
  /** Name in the catalog's namespace, as `events_clickstream`. */
  readonly source: string;
  /** What the loader would make of it. */
  readonly table: TargetTable;
}

export interface ExternalInput {
  readonly pipeline: PipelineSchema;
  readonly tables: readonly ExternalTable[];
  readonly lakeLocation: string;
  /** Role in AWS that may read the lake's bucket and its catalog. */
  readonly awsRoleArn: string;
  readonly catalog: {
    /** Glue's Iceberg REST endpoint. */
    readonly uri: string;
    /** AWS account that has the catalog. */
    readonly name: string;
    readonly namespace: string;
    readonly region: string;
  };
}

/** How often Snowflake looks for new snapshots. */
const REFRESH_SECONDS = 60;

/**
 * Serves a pipeline without loading it: Snowflake reads the Iceberg tables in the lake, through Glue's Iceberg REST
 * endpoint, and the views have the names that the loader's tables and views would have.
 */
export function externalSections(account: SnowflakeAccount, input: ExternalInput): Section[] {
  const { pipeline, tables } = input;
  const { database, schemas, roles } = account;
  const schema = pipelineSchema(pipeline.pipeline);
  const created = [schemas.lake, schema].map(
    (name) => `CREATE SCHEMA IF NOT EXISTS ${database}.${name} WITH MANAGED ACCESS`,
  );
  return [
    {
      purpose:
        'How Snowflake reads the bucket and the catalog; the role in AWS must trust what is shown here before the rest runs',
      statements: [
        'USE ROLE ACCOUNTADMIN',
        ...volumeStatements(account, input),
        ...catalogStatements(account, input),
      ],
    },
    { purpose: 'Who may use them', statements: externalGrantsOf(account).map(grantStatement) },
    {
      purpose: 'The tables of the lake, each refreshed by itself',
      statements: [
        `USE ROLE ${roles.admin}`,
        `USE DATABASE ${database}`,
        ...created,
        ...tables.map(({ source }) => icebergTable(account, source, input)),
      ],
    },
    {
      purpose: 'Views with the names of the loaded tables, and what analysts ask of them',
      statements: [
        ...tables.map((table) => define(schema, currentRows(account, table))),
        ...viewsOf(pipeline, DIALECT)
          .filter(({ name }) => name !== 'load_health')
          .map((view) => define(schema, view)),
      ],
    },
    {
      purpose: 'Who may read them',
      statements: analystGrants(account, pipeline.pipeline).map(grantStatement),
    },
  ];
}

function volumeStatements(
  { environment, external }: SnowflakeAccount,
  { lakeLocation, awsRoleArn }: ExternalInput,
): string[] {
  return [
    `CREATE EXTERNAL VOLUME IF NOT EXISTS ${external.volume} STORAGE_LOCATIONS = ((NAME = 'lake'` +
      ` STORAGE_PROVIDER = 'S3' STORAGE_BASE_URL = ${text(`${lakeLocation}/`)}` +
      ` STORAGE_AWS_ROLE_ARN = ${text(awsRoleArn)}` +
      ` STORAGE_AWS_EXTERNAL_ID = ${text(externalIdOf(environment, awsRoleArn))})) ALLOW_WRITES = FALSE`,
    `DESCRIBE EXTERNAL VOLUME ${external.volume}`,
  ];
}

function catalogStatements(
  { environment, external }: SnowflakeAccount,
  { catalog, awsRoleArn }: ExternalInput,
): string[] {
  return [
    `CREATE CATALOG INTEGRATION IF NOT EXISTS ${external.catalogIntegration} CATALOG_SOURCE = ICEBERG_REST` +
      ` TABLE_FORMAT = ICEBERG CATALOG_NAMESPACE = ${text(catalog.namespace)}` +
      ` REST_CONFIG = (CATALOG_URI = ${text(catalog.uri)} CATALOG_API_TYPE = AWS_GLUE CATALOG_NAME = ${text(catalog.name)})` +
      ` REST_AUTHENTICATION = (TYPE = SIGV4 SIGV4_IAM_ROLE = ${text(awsRoleArn)}` +
      ` SIGV4_SIGNING_REGION = ${text(catalog.region)}` +
      ` SIGV4_EXTERNAL_ID = ${text(externalIdOf(environment, awsRoleArn))}) ENABLED = TRUE REFRESH_INTERVAL_SECONDS = ${REFRESH_SECONDS}`,
    `DESCRIBE CATALOG INTEGRATION ${external.catalogIntegration}`,
  ];
}

function nameInLake({ schemas }: SnowflakeAccount, source: string): string {
  return `${ident(schemas.lake)}.${ident(source)}`;
}

function icebergTable(account: SnowflakeAccount, source: string, { catalog }: ExternalInput): string {
  const { volume, catalogIntegration } = account.external;
  return (
    `CREATE ICEBERG TABLE IF NOT EXISTS ${nameInLake(account, source)} EXTERNAL_VOLUME = ${text(volume)}` +
    ` CATALOG = ${text(catalogIntegration)} CATALOG_TABLE_NAME = ${text(source)}` +
    ` CATALOG_NAMESPACE = ${text(catalog.namespace)} AUTO_REFRESH = TRUE`
  );
}

/** What the loader would keep of a table: all rows, or of a changelog the newest revision of each key. */
function currentRows(account: SnowflakeAccount, { source, table }: ExternalTable): View {
  const from = nameInLake(account, source);
  const columns = identList(table.columns.map(({ name }) => name));
  if (table.kind === 'rows')
    return {
      name: table.name,
      doc: `The rows of ${source} in the lake, up to its last refresh. A row that the lake repeats is there once.`,
      definition: `SELECT ${columns} FROM ${from} QUALIFY ROW_NUMBER() OVER (
        PARTITION BY ${identList(table.key)} ORDER BY ${identList(table.key)}) = 1`,
    };
  return {
    name: table.name,
    doc: `Of ${source} in the lake the newest revision of each ${table.key.join(', ')}, without those that were retracted.`,
    definition: `SELECT ${columns} FROM (SELECT ${columns} FROM ${from} QUALIFY ROW_NUMBER() OVER (
        PARTITION BY ${identList(table.key)} ORDER BY ${ident(REVISION)} DESC) = 1)
      WHERE ${ident(OP)} <> ${text(RETRACT)}`,
  };
}

function define(schema: string, { name, doc, definition }: View): string {
  return `CREATE OR REPLACE VIEW ${ident(schema)}.${ident(name)} COPY GRANTS COMMENT = ${text(doc)} AS ${definition}`;
}

function analystGrants(account: SnowflakeAccount, pipeline: string) {
  return grantsOf(account, [pipeline]).filter(
    ({ role, on }) => role === account.roles.analyst && on.kind !== 'account object',
  );
}

/** Questions that tell whether the tables follow the lake. */
export function refreshQueries(account: SnowflakeAccount, tables: readonly ExternalTable[]): string[] {
  return tables.map(({ source }) => {
    const status = `PARSE_JSON(SYSTEM$AUTO_REFRESH_STATUS(${text(`${account.database}.${nameInLake(account, source)}`)}))`;
    return (
      `SELECT ${text(source)} AS TABLE_NAME, ${status}:executionState::VARCHAR AS STATE,` +
      ` ${status}:invalidExecutionStateReason::VARCHAR AS REASON, ${status}:pendingSnapshotCount::NUMBER AS PENDING,` +
      ` ${status}:lastUpdatedTime::VARCHAR AS LAST_UPDATED`
    );
  });
}

/** What brings a table back whose refresh has stopped; in this order. */
export function recoveryStatements(account: SnowflakeAccount, { source }: ExternalTable): string[] {
  const table = `${account.database}.${nameInLake(account, source)}`;
  return [
    `ALTER ICEBERG TABLE ${table} SET AUTO_REFRESH = FALSE`,
    `ALTER ICEBERG TABLE ${table} REFRESH`,
    `ALTER ICEBERG TABLE ${table} SET AUTO_REFRESH = TRUE`,
  ];
}
