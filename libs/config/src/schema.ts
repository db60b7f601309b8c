import { z } from 'zod';
import { key } from './key';
import { SECRET_ALLOWED, secretRef } from './secret';

const HOST_PORT = /^[^\s:,]+:\d{1,5}$/;
const BUCKET = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const S3_URI = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^\s/]+)*$/;

const EXECUTION_ROLE = /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]*<pipeline>[\w+=,.@-]*$/;

const text = z.string().trim().min(1);
const wholeNumber = z.int().min(1);
const memory = z.string().regex(/^[1-9]\d*[mg]$/);
const seconds = z.int().min(1).max(3_600);

const trigger = (query: string, example: string) =>
  key(seconds.default(60), {
    what: `How often query \`${query}\` starts a batch, in seconds.`,
    allowed: 'a whole number from 1 to 3600',
    example,
  });

const kafka = z
  .strictObject({
    bootstrapServers: key(z.array(z.string().regex(HOST_PORT)).min(1), {
      what: 'Brokers that a client asks first.',
      allowed: 'host:port, several joined by commas',
      example: 'b-1.example.amazonaws.com:9098,b-2.example.amazonaws.com:9098',
    }),
    auth: key(z.enum(['none', 'msk-iam']).default('none'), {
      what: 'How clients prove who they are: not at all, or by their AWS role (SASL/OAUTHBEARER over TLS).',
      allowed: 'none or msk-iam',
      example: 'msk-iam',
    }),
    replicationFactor: key(wholeNumber.max(32_767).default(3), {
      what: 'Copies of each partition of the topics that `producer topics apply` makes.',
      allowed: 'a whole number, at least 1',
      example: '3',
    }),
    minInsyncReplicas: key(wholeNumber.max(32_767).default(2), {
      what: 'Copies that must have a record before the broker acknowledges it.',
      allowed: 'a whole number, at least 1, at most kafka.replicationFactor',
      example: '2',
    }),
  })
  .superRefine(({ minInsyncReplicas, replicationFactor }, context) => {
    if (minInsyncReplicas > replicationFactor)
      context.addIssue({ code: 'custom', path: ['minInsyncReplicas'] });
  });

const s3 = z
  .strictObject({
    endpoint: key(z.url({ protocol: /^https?$/ }).optional(), {
      what: 'Address of an S3 that is not AWS; absent means AWS. Requests then use path-style addresses.',
      allowed: 'an http or https URL',
      example: 'http://127.0.0.1:8333',
    }),
    region: key(text.regex(/^[a-z]{2}(-[a-z]+)+-\d$/), {
      what: 'AWS region of the buckets and the catalog.',
      allowed: 'an AWS region',
      example: 'eu-central-1',
    }),
    accessKeyId: key(secretRef.optional(), {
      what: 'Access key; absent means the default AWS credential chain (a role).',
      allowed: SECRET_ALLOWED,
      example: 'env:AWS_ACCESS_KEY_ID',
    }),
    secretAccessKey: key(secretRef.optional(), {
      what: 'Secret key that belongs to `s3.accessKeyId`.',
      allowed: SECRET_ALLOWED,
      example: 'file:/run/secrets/s3-secret-access-key',
    }),
  })
  .superRefine(({ accessKeyId, secretAccessKey }, context) => {
    if (accessKeyId && !secretAccessKey) context.addIssue({ code: 'custom', path: ['secretAccessKey'] });
    if (secretAccessKey && !accessKeyId) context.addIssue({ code: 'custom', path: ['accessKeyId'] });
  });

const lake = z.strictObject({
  catalogUri: key(z.url({ protocol: /^https?$/ }), {
    what: 'Address of the Iceberg REST catalog.',
    allowed: 'an http or https URL',
    example: 'https://glue.eu-central-1.amazonaws.com/iceberg',
  }),
  warehouse: key(text, {
    what: 'Name of the warehouse in that catalog: the AWS account for Glue, the table bucket for SeaweedFS.',
    allowed: 'what the catalog calls it',
    example: '333333333333',
  }),
  namespace: key(text.regex(/^[a-z][a-z0-9_]*$/).default('clickstream'), {
    what: 'Iceberg namespace (Glue database) of all tables.',
    allowed: 'lower-case letters, digits and underscores, first a letter',
    example: 'clickstream',
  }),
  rawLocation: key(z.string().regex(S3_URI).optional(), {
    what: 'Where the raw tables lie, in a bucket that lets nobody delete a data file; absent means where the catalog puts them.',
    allowed: 's3://bucket or s3://bucket/prefix, without a slash at the end',
    example: 's3://clickstream-raw-prod',
  }),
  signingName: key(text.default('glue'), {
    what: 'Service name in the SigV4 signature of catalog requests.',
    allowed: 'a service name, such as glue or s3tables',
    example: 'glue',
  }),
});

const storage = z.strictObject({
  checkpoints: key(z.string().regex(S3_URI), {
    what: 'Root of the checkpoints; a query keeps its own below `job=<pipeline>/query=<query>/v<N>/`.',
    allowed: 's3://bucket or s3://bucket/prefix, without a slash at the end',
    example: 's3://clickstream-checkpoints-prod/spark',
  }),
  artifacts: key(z.string().regex(S3_URI), {
    what: 'Where versioned Spark bundles are uploaded.',
    allowed: 's3://bucket or s3://bucket/prefix, without a slash at the end',
    example: 's3://clickstream-artifacts-prod',
  }),
  logs: key(z.string().regex(S3_URI).optional(), {
    what: 'Where EMR Serverless puts the logs of jobs; an EMR cluster has its own place. Needed with spark.runsOn emr-serverless.',
    allowed: 's3://bucket or s3://bucket/prefix, without a slash at the end',
    example: 's3://clickstream-logs-prod/emr-serverless',
  }),
});

const infra = z.strictObject({
  state: key(z.string().regex(BUCKET).optional(), {
    what: 'Bucket of the infrastructure: the state of Terraform, and which stacks are applied, without which no job and no load starts. Needed everywhere but on the local platform.',
    allowed: 's3://bucket',
    example: 's3://clickstream-state-prod',
  }),
});

const kind = {
  what: 'Which warehouse the loader writes to; it decides which of the keys below are needed.',
  allowed: 'duckdb or snowflake',
  example: 'snowflake',
};

// Not strict: an overlay may carry keys of the other kind. Keys that no kind knows are refused when a source is read.
const duckdb = z.object({
  kind: key(z.literal('duckdb'), kind),
  path: key(text, {
    what: 'DuckDB: the database file.',
    allowed: 'a file path',
    example: '/data/warehouse.duckdb',
  }),
});

const snowflake = z.object({
  kind: key(z.literal('snowflake'), kind),
  account: key(text, {
    what: 'Snowflake: account identifier.',
    allowed: 'organization-account',
    example: 'acme-clickstream_prod',
  }),
  user: key(text, {
    what: 'Snowflake: user of the loader.',
    allowed: 'a user name',
    example: 'CLICKSTREAM_LOADER',
  }),
  role: key(text, {
    what: 'Snowflake: role of the loader.',
    allowed: 'a role name',
    example: 'CLICKSTREAM_LOADER',
  }),
  virtualWarehouse: key(text, {
    what: 'Snowflake: virtual warehouse that does the work.',
    allowed: 'a warehouse name',
    example: 'CLICKSTREAM_LOADING',
  }),
  database: key(text, {
    what: 'Snowflake: database that holds one schema per pipeline.',
    allowed: 'a database name',
    example: 'CLICKSTREAM_PROD',
  }),
  privateKey: key(secretRef, {
    what: 'Snowflake: private key (PEM) of the user.',
    allowed: SECRET_ALLOWED,
    example: 'aws-secretsmanager:clickstream/prod/snowflake-loader-key',
  }),
  privateKeyPassphrase: key(secretRef.optional(), {
    what: 'Snowflake: passphrase of `warehouse.privateKey`, when that is encrypted.',
    allowed: SECRET_ALLOWED,
    example: 'aws-secretsmanager:clickstream/prod/snowflake-loader-key-passphrase',
  }),
  secondPrivateKey: key(secretRef.optional(), {
    what: 'Snowflake: key that is tried when `warehouse.privateKey` is refused; for the time of a rotation.',
    allowed: SECRET_ALLOWED,
    example: 'aws-secretsmanager:clickstream/prod/snowflake-loader-key-2',
  }),
  secondPrivateKeyPassphrase: key(secretRef.optional(), {
    what: 'Snowflake: passphrase of `warehouse.secondPrivateKey`, when that is encrypted.',
    allowed: SECRET_ALLOWED,
    example: 'aws-secretsmanager:clickstream/prod/snowflake-loader-key-2-passphrase',
  }),
  accessUrl: key(z.url({ protocol: /^https?$/ }).optional(), {
    what: 'Snowflake: address of a server that speaks its protocol; absent means that of the account.',
    allowed: 'an http or https URL',
    example: 'http://127.0.0.1:8084',
  }),
});

const spark = z
  .strictObject({
    runsOn: key(z.enum(['local', 'emr', 'emr-serverless']).default('emr'), {
      what: 'Where jobs run: as `spark-submit` on this machine, as steps of an EMR cluster, or as job runs of an EMR Serverless application.',
      allowed: 'local, emr or emr-serverless',
      example: 'emr',
    }),
    cluster: key(text.optional(), {
      what: 'Name of the EMR cluster or of the EMR Serverless application. Needed unless jobs run on this machine.',
      allowed: 'a name',
      example: 'clickstream-prod',
    }),
    executionRole: key(z.string().regex(EXECUTION_ROLE).optional(), {
      what: 'Role that the job of a pipeline has; `<pipeline>` stands for its name. Needed unless jobs run on this machine.',
      allowed: 'the ARN of a role, with <pipeline> in it',
      example: 'arn:aws:iam::333333333333:role/clickstream/prod-<pipeline>-spark',
    }),
    master: key(text.default('yarn'), {
      what: 'Spark master; EMR Serverless has its own.',
      allowed: 'a Spark master URL',
      example: 'local[*]',
    }),
    driverMemory: key(memory.default('4g'), {
      what: 'Memory of the driver.',
      allowed: 'a whole number followed by m or g',
      example: '4g',
    }),
    executors: key(wholeNumber.max(1_000).default(2), {
      what: 'Executors of a job on a cluster; state stays where it is, so their number does not change while it runs.',
      allowed: 'a whole number from 1 to 1000',
      example: '2',
    }),
    executorCores: key(wholeNumber.max(64).default(2), {
      what: 'Cores of an executor.',
      allowed: 'a whole number from 1 to 64',
      example: '4',
    }),
    executorMemory: key(memory.default('4g'), {
      what: 'Memory of an executor.',
      allowed: 'a whole number followed by m or g',
      example: '8g',
    }),
    jit: key(z.enum(['full', 'quick']).default('full'), {
      what: 'How the JVM of the driver compiles: `full` for lasting throughput, `quick` for runs of a few minutes (a cold drain of 10,000 records takes 40 % less CPU; from about 130,000 on, `full` wins).',
      allowed: 'full or quick',
      example: 'full',
    }),
    shufflePartitions: key(wholeNumber.max(10_000).default(32), {
      what: 'State partitions of a query; fixed by the first start of a checkpoint.',
      allowed: 'a whole number from 1 to 10000',
      example: '32',
    }),
    maxRecordsPerBatch: key(wholeNumber.max(1_000_000_000).default(1_000_000), {
      what: 'How much of its source a batch reads at most. It bounds the memory that a backlog takes, and how long one goes without a commit.',
      allowed: 'a whole number from 1 to 1000000000',
      example: '1000000',
    }),
    leaseSeconds: key(wholeNumber.min(5).max(3_600).default(60), {
      what: 'How long a driver that is not heard of keeps another one from starting. A driver that cannot reach S3 for so long ends, and must be started again.',
      allowed: 'a whole number from 5 to 3600',
      example: '60',
    }),
    triggerSeconds: z.strictObject({
      raw: trigger('raw', '60'),
      events: trigger('events', '60'),
      set_aside: trigger('set_aside', '60'),
      sessions: trigger('sessions', '60'),
      metrics_minute: trigger('metrics_minute', '60'),
    }),
  })
  .superRefine(({ runsOn, cluster, executionRole }, context) => {
    if (runsOn === 'local') return;
    if (cluster === undefined) context.addIssue({ code: 'custom', path: ['cluster'] });
    if (executionRole === undefined) context.addIssue({ code: 'custom', path: ['executionRole'] });
  });

/** Every setting of the platform: one declaration that parses, explains its errors and makes the reference page. */
export const settingsSchema = z.strictObject({
  kafka,
  s3,
  lake,
  storage,
  infra,
  warehouse: z.discriminatedUnion('kind', [duckdb, snowflake]),
  spark,
});

export type Settings = z.output<typeof settingsSchema>;

/** All environments, nearest first. */
export const ENVIRONMENTS = ['local', 'dev', 'staging', 'prod'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** Validated settings of one environment. */
export type PlatformConfig = Readonly<Settings> & { readonly environment: Environment };
