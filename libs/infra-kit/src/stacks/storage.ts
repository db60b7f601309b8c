import type { TerraformStack } from 'cdktf';
import { GlueCatalogDatabase } from '@cdktf/provider-aws/lib/glue-catalog-database';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { DATABASE, LOADER_SECRETS, namesIn } from '../names';
import { addBucket, type PrivateBucket } from './bucket';
import { keyPolicy } from './key-policy';
import { addAwsProvider, addOutputs, keepsData, newStack, type Target } from './stack';

export interface StorageStack {
  readonly stack: TerraformStack;
  /** Of the key of all data. */
  readonly keyArn: string;
}

/** How long what was deleted or overwritten can be had back. */
const UNDO_DAYS = 14;
const LOG_DAYS = 90;
/** Buckets of which is noted who reads and writes what. */
const LOGGED = ['raw', 'curated', 'checkpoints', 'artifacts'] as const;

/** Where data lies: the layers, the checkpoints, the bundles, the logs; the key of it all; the catalog of the tables. */
export function storageStack(target: Target): StorageStack {
  const { environment } = target;
  const names = namesIn(environment);
  const stack = newStack(target, 'storage');
  addAwsProvider(stack, environment);
  const key = new KmsKey(stack, 'key', {
    description: `Data of clickstream-${environment.name}`,
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    policy: JSON.stringify(keyPolicy(environment)),
    ...keepsData(target),
  });
  new KmsAlias(stack, 'key-alias', { name: names.keyAlias, targetKeyId: key.keyId });
  const logs = addLogs(stack, target);
  addDataBuckets(stack, target, { keyArn: key.arn, logTo: logs });
  new GlueCatalogDatabase(stack, 'database', {
    name: DATABASE,
    description: `Iceberg tables of clickstream-${environment.name}`,
    locationUri: `s3://${names.bucket('curated')}`,
    ...keepsData(target),
  });
  for (const which of LOADER_SECRETS)
    new SecretsmanagerSecret(stack, `loader-${which}`, {
      name: names.loaderSecret(which),
      description: `Login of the loader to Snowflake: ${which}. Its value is put in by a person.`,
      kmsKeyId: key.arn,
    });
  addOutputs(stack, {
    key_arn: key.arn,
    raw: `s3://${names.bucket('raw')}`,
    curated: `s3://${names.bucket('curated')}`,
  });
  return { stack, keyArn: key.arn };
}

function addDataBuckets(
  stack: TerraformStack,
  target: Target,
  common: { keyArn: string; logTo: PrivateBucket },
): void {
  const rawArn = namesIn(target.environment).bucketArn('raw');
  const rule = { status: 'Enabled', filter: [{}] };
  const abortUploads = {
    ...rule,
    id: 'abort-uploads',
    abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
  };
  const forgetDeleted = {
    ...rule,
    id: 'forget-deleted',
    noncurrentVersionExpiration: [{ noncurrentDays: UNDO_DAYS }],
  };
  addBucket(stack, target, {
    ...common,
    bucket: 'raw',
    versioned: true,
    lockDays: target.environment.rawLockDays,
    lifecycle: [abortUploads, forgetDeleted],
    statements: [
      {
        Sid: 'KeepRawData',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        Resource: [`${rawArn}/*/data/*`],
      },
    ],
  });
  addBucket(stack, target, {
    ...common,
    bucket: 'curated',
    versioned: true,
    lifecycle: [abortUploads, forgetDeleted],
  });
  // No lifecycle, now or ever: an object that leaves a checkpoint by its age takes the query's exactly-once with it.
  // Without a lifecycle, versions would pile up for ever: a state store writes and deletes all day.
  addBucket(stack, target, { ...common, bucket: 'checkpoints', versioned: false });
  addBucket(stack, target, { ...common, bucket: 'artifacts', versioned: true, lifecycle: [abortUploads] });
}

function addLogs(stack: TerraformStack, target: Target): PrivateBucket {
  const { account } = target.environment;
  const names = namesIn(target.environment);
  return addBucket(stack, target, {
    bucket: 'logs',
    // S3 delivers its access logs to no bucket with a key of ours.
    versioned: true,
    lifecycle: [
      {
        id: 'expire',
        status: 'Enabled',
        filter: [{}],
        expiration: [{ days: LOG_DAYS }],
        noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
      },
    ],
    statements: LOGGED.map((bucket) => ({
      Sid: `TakeAccessLogsOf${bucket}`,
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: ['s3:PutObject'],
      Resource: names.objects('logs', `access/${bucket}/`),
      Condition: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': names.bucketArn(bucket) },
      },
    })),
  });
}
