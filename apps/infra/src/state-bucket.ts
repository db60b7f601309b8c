import {
  CreateBucketCommand,
  HeadBucketCommand,
  NotFound,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3ServiceException,
  type BucketLocationConstraint,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PlatformError } from '@clickstream/errors';
import { namesIn, type InfraEnvironment } from '@clickstream/infra-kit';

/** Whether the bucket of the state is there and ours. @throws PlatformError STATE_BUCKET_REFUSED */
export async function hasBucket(s3: S3Client, environment: InfraEnvironment): Promise<boolean> {
  const Bucket = namesIn(environment).bucket('state');
  try {
    await s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: environment.account }));
    return true;
  } catch (cause) {
    if (cause instanceof NotFound) return false;
    if (!(cause instanceof S3ServiceException)) throw cause;
    throw new PlatformError({
      code: 'STATE_BUCKET_REFUSED',
      message: `AWS refuses the bucket of the state (${cause.name})`,
      where: `s3://${Bucket}`,
      next: `log in to account ${environment.account}; if the name is another customer's, choose another bucketPrefix`,
      exitCode: 2,
      cause,
    });
  }
}

/**
 * Makes the one thing that must be there before Terraform: private, encrypted, with versions, TLS only. Safe to repeat.
 *
 * @throws S3ServiceException
 */
export async function createStateBucket(s3: S3Client, environment: InfraEnvironment): Promise<void> {
  const names = namesIn(environment);
  const Bucket = names.bucket('state');
  const { region } = environment;
  if (!(await hasBucket(s3, environment)))
    await s3.send(
      new CreateBucketCommand({
        Bucket,
        // The first region of S3 is named by naming none.
        ...(region !== 'us-east-1' && {
          CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
        }),
      }),
    );
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true }],
      },
    }),
  );
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  const arn = names.bucketArn('state');
  const tlsOnly = {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  await s3.send(
    new PutBucketPolicyCommand({
      Bucket,
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: [tlsOnly] }),
    }),
  );
}
