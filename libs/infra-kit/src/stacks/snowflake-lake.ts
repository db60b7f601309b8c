import type { ITerraformDependable, TerraformStack } from 'cdktf';
import { Execute } from '@cdktf/provider-snowflake/lib/execute';
import { ExternalVolume } from '@cdktf/provider-snowflake/lib/external-volume';
import { Stage } from '@cdktf/provider-snowflake/lib/stage';
import { StorageIntegration } from '@cdktf/provider-snowflake/lib/storage-integration';
import type { SnowflakeAccount } from '@clickstream/snowflake-account';
import { externalIdOf } from '../access/roles';
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
    storageAwsExternalId: externalIdOf(environment),
  });
  const stage = new Stage(stack, 'lake-stage', {
    database,
    schema: schemas.loader,
    name: stages.lake,
    url,
    storageIntegration: integration.name,
    dependsOn: after,
  });
  const volume = new ExternalVolume(stack, 'lake-volume', {
    name: external.volume,
    allowWrites: 'false',
    storageLocation: [
      { storageLocationName: 'curated', storageProvider: 'S3', storageBaseUrl: url, storageAwsRoleArn },
    ],
  });
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

/** The provider has no resource for it. Source: Snowflake, "CREATE CATALOG INTEGRATION (Apache Iceberg REST)". */
function catalogStatements(
  name: string,
  environment: InfraEnvironment,
): { execute: string; revert: string; query: string } {
  const { account, region } = environment;
  return {
    execute: `CREATE CATALOG INTEGRATION ${name}
  CATALOG_SOURCE = ICEBERG_REST TABLE_FORMAT = ICEBERG CATALOG_NAMESPACE = '${DATABASE}'
  REST_CONFIG = (CATALOG_URI = 'https://glue.${region}.amazonaws.com/iceberg' CATALOG_API_TYPE = AWS_GLUE
    CATALOG_NAME = '${account}')
  REST_AUTHENTICATION = (TYPE = SIGV4 SIGV4_IAM_ROLE = '${namesIn(environment).roleArn('snowflake-reader')}'
    SIGV4_SIGNING_REGION = '${region}' SIGV4_EXTERNAL_ID = '${externalIdOf(environment)}')
  ENABLED = TRUE`,
    revert: `DROP CATALOG INTEGRATION IF EXISTS ${name}`,
    query: `SHOW CATALOG INTEGRATIONS LIKE '${name}'`,
  };
}
