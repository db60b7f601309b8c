import { z } from 'zod';
import { ENVIRONMENTS } from '@clickstream/config';

const arn = (service: string, rest: string) =>
  z
    .string()
    .regex(new RegExp(`^arn:aws:${service}:[a-z0-9-]*:\\d{12}:${rest}$`), `an ARN like arn:aws:${service}:…`);
const role = arn('iam', 'role/[\\w+=,.@/-]+');
const s3Uri = z
  .string()
  .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^\s/*?]+)*$/, 's3://bucket or s3://bucket/prefix');

/**
 * What the stacks of the pipelines must know about the environment they go to. It holds names and addresses only: a
 * secret has no place in it, because all of it ends up readable in the synthesised files and in the state.
 */
export const infraEnvironmentSchema = z.strictObject({
  name: z.enum(ENVIRONMENTS),
  account: z.string().regex(/^\d{12}$/, '12 digits'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region'),
  lake: z.strictObject({
    database: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/)
      .describe('Glue database of all tables.'),
    location: s3Uri.describe('Location of that database; a table keeps its files in the folder of its name.'),
  }),
  checkpoints: s3Uri.describe('Root of the checkpoints, as in the setting storage.checkpoints.'),
  artifacts: s3Uri.describe('Root of the Spark bundles, as in the setting storage.artifacts.'),
  dataKeyArn: arn('kms', 'key/[\\w-]+').describe('KMS key of the buckets.'),
  kafkaClusterArn: arn('kafka', 'cluster/[\\w-]+/([\\w-]+|\\*)').describe(
    'MSK cluster. Its id may be *, before it is known: a cluster name is unique in an account and region.',
  ),
  permissionsBoundaryArn: arn('iam', 'policy/[\\w+=,.@/-]+').describe('The most any role may ever do.'),
  sparkHostRoleArn: role.describe(
    'Role of the EMR instances; they take on the role of the pipeline for a step.',
  ),
  producerHostRoleArn: role.describe(
    'Role of what runs the producers; it takes on the role of the pipeline.',
  ),
  alarmTopicArn: arn('sns', '[\\w-]+').describe('SNS topic that alarms are sent to.'),
});

export type InfraEnvironment = Readonly<z.infer<typeof infraEnvironmentSchema>>;
