import type { InfraEnvironment } from '../environment';

/**
 * Who may use the key of all data: whom IAM allows, and the services of AWS that write for this account only. Without
 * the first statement nobody could, not even to repair the policy.
 */
export function keyPolicy({ account, region }: InfraEnvironment): object {
  const service = (Sid: string, Service: string, key: string, value: string) => ({
    Sid,
    Effect: 'Allow',
    Principal: { Service },
    Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    Resource: '*',
    Condition: { ArnLike: { [key]: value } },
  });
  const ours = (name: string) => `arn:aws:${name}:${region}:${account}:*`;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'LetIamDecide',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
      service(
        'EncryptLogs',
        `logs.${region}.amazonaws.com`,
        'kms:EncryptionContext:aws:logs:arn',
        ours('logs'),
      ),
      service('SendAlarms', 'cloudwatch.amazonaws.com', 'aws:SourceArn', ours('cloudwatch')),
    ],
  };
}
