import type { InfraEnvironment } from './environment';

/** An environment that exists nowhere; synthesis and validation need no real one. */
export const sampleEnvironment: InfraEnvironment = {
  name: 'prod',
  account: '123456789012',
  region: 'eu-central-1',
  bucketPrefix: 'clickstream',
  repository: 'acme/clickstream-platform',
  operators: 'ClickstreamOperators',
  networkCidr: '10.40.0.0/16',
  kafka: { instance: 'kafka.m7g.large', volumeGb: 500, maxVolumeGb: 2_000 },
  spark: { primaryInstance: 'm7g.xlarge', primaries: 3, coreInstance: 'r7g.xlarge', cores: 3, maxCores: 12 },
  rawLockDays: 30,
  snowflake: { account: 'acme-clickstream_prod', userArn: 'arn:aws:iam::999999999999:user/snowflake' },
};
