import type { InfraEnvironment } from './environment';

export const BUCKETS = ['raw', 'curated', 'checkpoints', 'artifacts', 'logs', 'state'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** The roles of the platform itself; a pipeline has two more of its own. */
export const PLATFORM_ROLES = [
  'emr-service',
  'emr-host',
  'flow-log',
  'producer-host',
  'topics',
  'submitter',
  'loader',
  'snowflake-reader',
] as const;
/** Taken on by workflows of the repository; each is bound to one GitHub environment. */
export const CI_ROLES = ['ci-publish', 'ci-execute', 'ci-plan', 'ci-deploy'] as const;
export type RoleName = (typeof PLATFORM_ROLES)[number] | (typeof CI_ROLES)[number];

/** Images that `docker/` makes. */
export const IMAGES = ['producer', 'job-submitter', 'snowflake-loader', 'spark-runtime'] as const;

/** What the loader logs in to Snowflake with: a second key, so that one can be changed while the other works. */
export const LOADER_SECRETS = ['key', 'key-passphrase', 'key-2', 'key-2-passphrase'] as const;
export type LoaderSecret = (typeof LOADER_SECRETS)[number];

/** Folder of IAM: the right to change roles and policies can be given for it alone. */
export const IAM_PATH = '/clickstream/';

/** Glue database of all tables, as the setting `lake.namespace`. */
export const DATABASE = 'clickstream';

/** Every name that follows from an environment. None holds an id that AWS makes, so any stack can name any other's. */
export interface Names {
  readonly bucket: (bucket: Bucket) => string;
  /** All objects of a bucket, or of a folder in it. */
  readonly objects: (bucket: Bucket, folder?: string) => string;
  readonly bucketArn: (bucket: Bucket) => string;
  readonly roleName: (role: string) => string;
  /** `*` in the name stands for any text. */
  readonly roleArn: (role: string) => string;
  readonly policyArn: (policy: string) => string;
  readonly keyAlias: string;
  readonly kafkaCluster: string;
  /** Kind `topic`, `group`, `cluster`; the id of the cluster is made by AWS and its name is unique. */
  readonly kafkaArn: (kind: string, name?: string) => string;
  readonly glueArn: (kind: 'catalog' | 'database' | 'table', name?: string) => string;
  readonly repositoryArn: (image: string) => string;
  readonly emrClusters: string;
  readonly emrCluster: string;
  readonly alarmTopicArn: string;
  readonly loaderSecret: (which: LoaderSecret) => string;
  /** Six characters at the end of each are made by AWS. */
  readonly loaderSecretArns: readonly string[];
  readonly oidcProviderArn: string;
}

export function namesIn({ name, account, region, bucketPrefix }: InfraEnvironment): Names {
  const bucket = (which: Bucket): string => `${bucketPrefix}-${which}-${name}`;
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${region}:${account}:${rest}`;
  const iam = (kind: string, what: string): string => `arn:aws:iam::${account}:${kind}${IAM_PATH}${what}`;
  const cluster = `clickstream-${name}`;
  const loaderSecret = (which: LoaderSecret): string => `clickstream/${name}/snowflake-loader-${which}`;
  return {
    bucket,
    bucketArn: (which) => `arn:aws:s3:::${bucket(which)}`,
    objects: (which, folder = '') => `arn:aws:s3:::${bucket(which)}/${folder}*`,
    roleName: (role) => `${name}-${role}`,
    roleArn: (role) => iam('role', `${name}-${role}`),
    policyArn: (policy) => iam('policy', `${name}-${policy}`),
    keyAlias: `alias/clickstream-${name}`,
    kafkaCluster: cluster,
    kafkaArn: (kind, what) => arn('kafka', path(kind, cluster, '*', what)),
    glueArn: (kind, what) => arn('glue', path(kind, kind === 'table' ? DATABASE : undefined, what)),
    repositoryArn: (image) => arn('ecr', `repository/clickstream-${name}/${image}`),
    emrClusters: arn('elasticmapreduce', 'cluster/*'),
    emrCluster: cluster,
    alarmTopicArn: arn('sns', `clickstream-${name}-alarms`),
    loaderSecret,
    loaderSecretArns: LOADER_SECRETS.map((which) =>
      arn('secretsmanager', `secret:${loaderSecret(which)}-??????`),
    ),
    oidcProviderArn: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`,
  };
}

const path = (...parts: (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join('/');
