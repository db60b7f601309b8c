import type { InfraEnvironment } from './environment';

/** An environment that exists nowhere; synthesis and validation need no real one. */
export const sampleEnvironment: InfraEnvironment = {
  name: 'prod',
  account: '123456789012',
  region: 'eu-central-1',
  lake: { database: 'clickstream', location: 's3://lake-prod' },
  checkpoints: 's3://checkpoints-prod/spark',
  artifacts: 's3://artifacts-prod',
  dataKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-data',
  kafkaClusterArn: 'arn:aws:kafka:eu-central-1:123456789012:cluster/clickstream-prod/5e6f-7',
  permissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/clickstream/boundary',
  sparkHostRoleArn: 'arn:aws:iam::123456789012:role/clickstream/prod-emr-host',
  producerHostRoleArn: 'arn:aws:iam::123456789012:role/clickstream/prod-producer-host',
  alarmTopicArn: 'arn:aws:sns:eu-central-1:123456789012:clickstream-prod-alarms',
};
