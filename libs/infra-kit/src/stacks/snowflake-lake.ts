import type { ITerraformDependable, TerraformStack } from 'cdktf';
import { Execute } from '@cdktf/provider-snowflake/lib/execute';
import { Stage } from '@cdktf/provider-snowflake/lib/stage';
import { StorageIntegration } from '@cdktf/provider-snowflake/lib/storage-integration';
import { externalIdOf, type SnowflakeAccount } from '@clickstream/snowflake-account';
import type { InfraEnvironment } from '../environment';
import { DATABASE, namesIn } from '../names';
import { addOutputs, type Target } from './stack';

/**
 * How Snowflake reads the curated layer: as a role of ours that only it can take on. The stage is for COPY; volume and
 * catalog are for tables that are read in place.
 *
 * @param schemas That the stage lies in.
 */
export function addLakeAccess(
  stack: TerraformStack,
  { environment }: Target,
  { database, schemas, stages, storageIntegration, external }: SnowflakeAccount,
  after: ITerraformDependable[],
): ITerraformDependable[] {
  const names = namesIn(environment);
  const url = `s3://${names.bucket('curated')}/`;
  const storageAwsRoleArn = names.roleArn('snowflake-reader');
  const integration = new StorageIntegration(stack, 'lake-integration', {
    name: storageIntegration,
    type: 'EXTERNAL_STAGE',
    storageProvider: 'S3',
    enabled: true,
    storageAllowedLocations: [url],
    storageAwsRoleArn,
    storageAwsExternalId: externalIdOf(environment.name, storageAwsRoleArn),
  });
  const stage = new Stage(stack, 'lake-stage', {
    database,
    schema: schemas.loader,
    name: stages.lake,
    url,
    storageIntegration: integration.name,
    dependsOn: after,
  });
  const volume = new Execute(stack, 'lake-volume', volumeStatements(external.volume, url, environment));
  const catalog = new Execute(
    stack,
    'lake-catalog',
    catalogStatements(external.catalogIntegration, environment),
  );
  addOutputs(stack, {
    snowflake_user_arn: integration.storageAwsIamUserArn,
    snowflake_external_id: integration.storageAwsExternalId,
  });
  return [integration, stage, volume, catalog];
}

interface Statements {
  readonly execute: string;
  readonly revert: string;
  readonly query: string;
}

/**
 * The provider's resource cannot say the external id, and the role trusts no other. Source: Snowflake, "Configure an
 * external volume for Amazon S3".
 */
function volumeStatements(name: string, url: string, environment: InfraEnvironment): Statements {
  const role = namesIn(environment).roleArn('snowflake-reader');
  return {
    execute: `CREATE EXTERNAL VOLUME ${name}
  STORAGE_LOCATIONS = ((NAME = 'curated' STORAGE_PROVIDER = 'S3' STORAGE_BASE_URL = '${url}'
    STORAGE_AWS_ROLE_ARN = '${role}' STORAGE_AWS_EXTERNAL_ID = '${externalIdOf(environment.name, role)}'))
  ALLOW_WRITES = FALSE`,
    revert: `DROP EXTERNAL VOLUME IF EXISTS ${name}`,
    query: `SHOW EXTERNAL VOLUMES LIKE '${name}'`,
  };
}

/** The provider has no resource for it. Source: Snowflake, "CREATE CATALOG INTEGRATION (Apache Iceberg REST)". */
function catalogStatements(name: string, environment: InfraEnvironment): Statements {
  const { account, region } = environment;
  const role = namesIn(environment).roleArn('snowflake-reader');
  return {
    execute: `CREATE CATALOG INTEGRATION ${name}
  CATALOG_SOURCE = ICEBERG_REST TABLE_FORMAT = ICEBERG CATALOG_NAMESPACE = '${DATABASE}'
  REST_CONFIG = (CATALOG_URI = 'https://glue.${region}.amazonaws.com/iceberg' CATALOG_API_TYPE = AWS_GLUE
    CATALOG_NAME = '${account}')
  REST_AUTHENTICATION = (TYPE = SIGV4 SIGV4_IAM_ROLE = '${role}'
    SIGV4_SIGNING_REGION = '${region}' SIGV4_EXTERNAL_ID = '${externalIdOf(environment.name, role)}')
  ENABLED = TRUE`,
    revert: `DROP CATALOG INTEGRATION IF EXISTS ${name}`,
    query: `SHOW CATALOG INTEGRATIONS LIKE '${name}'`,
  };
}
