import type { TerraformStack } from 'cdktf';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import { S3BucketObjectLockConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { namesIn, type Bucket } from '../names';
import { keepsData, type Target } from './stack';

export interface BucketSpec {
  readonly bucket: Bucket;
  /** Key of its objects; absent: one that S3 keeps. */
  readonly keyArn?: string;
  /** Whether what is overwritten or deleted can be had back. */
  readonly versioned: boolean;
  /** Object Lock: nobody deletes an object for so many days. Needs versions. */
  readonly lockDays?: number;
  readonly lifecycle?: readonly S3BucketLifecycleConfigurationRule[];
  /** Where who reads and writes what is noted. */
  readonly logTo?: PrivateBucket;
  /** Beside the ban of connections without TLS. */
  readonly statements?: readonly object[];
}

export interface PrivateBucket {
  readonly bucket: S3Bucket;
  readonly policy: S3BucketPolicy;
}

/** A private, encrypted bucket that speaks TLS only. */
export function addBucket(stack: TerraformStack, target: Target, spec: BucketSpec): PrivateBucket {
  const { bucket: id } = spec;
  const names = namesIn(target.environment);
  const made = new S3Bucket(stack, id, {
    bucket: names.bucket(id),
    objectLockEnabled: spec.lockDays !== undefined,
    ...keepsData(target),
  });
  const bucket = made.id;
  encrypt(stack, bucket, spec);
  const wall = new S3BucketPublicAccessBlock(stack, `${id}-privacy`, {
    bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  const Statement = [tlsOnly(names.bucketArn(id)), ...(spec.statements ?? [])];
  const policy = new S3BucketPolicy(stack, `${id}-policy`, {
    bucket,
    policy: JSON.stringify({ Version: '2012-10-17', Statement }),
    // S3 refuses two changes of one bucket at the same time.
    dependsOn: [wall],
  });
  addHistory(stack, bucket, spec);
  if (spec.logTo)
    new S3BucketLoggingA(stack, `${id}-access-log`, {
      bucket,
      targetBucket: spec.logTo.bucket.id,
      targetPrefix: `access/${id}/`,
      // S3 asks whether it may write there.
      dependsOn: [spec.logTo.policy],
    });
  return { bucket: made, policy };
}

function encrypt(stack: TerraformStack, bucket: string, { bucket: id, keyArn }: BucketSpec): void {
  new S3BucketServerSideEncryptionConfigurationA(stack, `${id}-encryption`, {
    bucket,
    rule: [
      {
        applyServerSideEncryptionByDefault: keyArn
          ? { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn }
          : { sseAlgorithm: 'AES256' },
        // One call to KMS for many objects instead of one for each.
        bucketKeyEnabled: keyArn !== undefined,
      },
    ],
  });
}

/** What becomes of objects with time. */
function addHistory(
  stack: TerraformStack,
  bucket: string,
  { bucket: id, versioned, lifecycle, lockDays }: BucketSpec,
): void {
  const versioning = new S3BucketVersioningA(stack, `${id}-versioning`, {
    bucket,
    versioningConfiguration: { status: versioned ? 'Enabled' : 'Suspended' },
  });
  if (lifecycle)
    new S3BucketLifecycleConfiguration(stack, `${id}-lifecycle`, {
      bucket,
      rule: [...lifecycle],
      dependsOn: [versioning],
    });
  if (lockDays !== undefined)
    new S3BucketObjectLockConfigurationA(stack, `${id}-lock`, {
      bucket,
      rule: { defaultRetention: { mode: 'COMPLIANCE', days: lockDays } },
      dependsOn: [versioning],
    });
}

const tlsOnly = (arn: string) => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: 's3:*',
  Resource: [arn, `${arn}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
