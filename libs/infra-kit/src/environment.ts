import { z } from 'zod';
import { ENVIRONMENTS } from '@clickstream/config';

const count = z.int().min(1);
const instance = (family: string) => z.string().regex(new RegExp(`^${family}[a-z0-9-]+\\.[a-z0-9]+$`));

/**
 * What makes an environment's infrastructure differ from another's: `apps/infra/environments/<name>.json`. Every name
 * follows from it (names.ts). It holds nothing secret, because all of it ends up readable in the state.
 */
export const infraEnvironmentSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.enum(ENVIRONMENTS),
  account: z
    .string()
    .regex(/^\d{12}$/, '12 digits')
    .describe('AWS account. Credentials of another one are refused before anything is read.'),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region')
    .describe('AWS region of everything.'),
  bucketPrefix: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{1,30}$/)
    .describe('First part of the names of the buckets, which must be unique in the world.'),
  repository: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/, 'owner/name on GitHub')
    .describe('GitHub repository whose workflows may deploy.'),
  operators: z
    .string()
    .regex(/^[\w+=,.@-]{1,32}$/, 'a permission set')
    .optional()
    .describe(
      'Permission set of IAM Identity Center whose people may start jobs and make topics; absent: IAM users with a second factor only.',
    ),
  networkCidr: z
    .string()
    .regex(/^\d+\.\d+\.0\.0\/16$/, 'a /16 network')
    .describe('Addresses of the private network.'),
  kafka: z
    .strictObject({
      instance: instance('kafka\\.').describe('Size of a broker; there are three, one in each zone.'),
      volumeGb: count.describe('Disk of a broker at first, in GiB.'),
      maxVolumeGb: count.describe('Disk of a broker at most; it grows by itself and never shrinks.'),
    })
    .describe('The log: Amazon MSK.'),
  spark: z
    .strictObject({
      primaryInstance: instance('').describe('Size of a primary node, which runs YARN.'),
      primaries: z.union([z.literal(1), z.literal(3)]).describe('3 survive the loss of one.'),
      coreInstance: instance('').describe('Size of a core node, where drivers and executors run.'),
      cores: count.describe('Core nodes at least.'),
      maxCores: count.describe('Core nodes at most; the cluster grows by itself.'),
    })
    .describe('The engine: Amazon EMR on EC2.'),
  rawLockDays: count
    .optional()
    .describe(
      'Object Lock on raw: nobody can delete a raw file for so many days, not even an administrator.',
    ),
  snowflake: z
    .strictObject({
      account: z
        .string()
        .regex(/^[\w]+-[\w]+$/, 'organization-account')
        .describe('Snowflake account identifier.'),
      userArn: z
        .string()
        .regex(/^arn:aws:iam::\d{12}:user\/[\w+=,.@/-]+$/)
        .optional()
        .describe(
          'AWS user of Snowflake, as the outputs of stack snowflake say; then apply stack iam again.',
        ),
    })
    .describe('The warehouse.'),
});

export type InfraEnvironment = Readonly<z.infer<typeof infraEnvironmentSchema>>;

/** Emulated on this machine: it speaks to no account, and what is in it ends with the run. */
export const isEmulated = ({ name }: Pick<InfraEnvironment, 'name'>): boolean => name === 'local';
