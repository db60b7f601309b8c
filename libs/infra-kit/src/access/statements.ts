import type { InfraEnvironment } from '../environment';
import { namesIn, type Bucket, type Names } from '../names';
import { allow, type Statement } from './policy';

/**
 * Use of the environment's key, through some services only. The key is named by its alias, which is known before the
 * key is: the stack `iam` comes first.
 */
export function useKey(
  environment: InfraEnvironment,
  services: readonly string[],
  actions: readonly string[] = ['kms:Decrypt', 'kms:GenerateDataKey'],
): Statement {
  const { account, region } = environment;
  return allow('UseKey', actions, [`arn:aws:kms:${region}:${account}:key/*`], {
    StringEquals: { 'kms:ViaService': services.map((service) => `${service}.${region}.amazonaws.com`) },
    'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [namesIn(environment).keyAlias] },
  });
}

/** To see which objects a folder holds. @param folder Ends in a slash. */
export const listFolder = (sid: string, names: Names, bucket: Bucket, folder: string): Statement =>
  allow(sid, ['s3:ListBucket'], [names.bucketArn(bucket)], { StringLike: { 's3:prefix': [`${folder}*`] } });

/** To learn which stacks are applied; without the right to list, S3 calls a missing record forbidden. */
export const readRecords = (names: Names): Statement[] => [
  listFolder('ListRecords', names, 'state', 'applied/'),
  allow('ReadRecords', ['s3:GetObject'], [names.objects('state', 'applied/')]),
];
