import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { resolveS3Keys, type PlatformConfig } from '@clickstream/config';
import type { CheckpointStore } from '@clickstream/reconcile';

/** What Spark keeps below the root of the checkpoints. */
export interface ProofStore extends CheckpointStore {
  close(): void;
}

export async function openProofStore({ s3, storage }: PlatformConfig): Promise<ProofStore> {
  const { bucket, prefix } = splitUri(storage.checkpoints);
  const client = new S3Client({
    region: s3.region,
    endpoint: s3.endpoint,
    forcePathStyle: s3.endpoint !== undefined,
    credentials: await resolveS3Keys(s3),
  });
  const at = (key: string) => ({ Bucket: bucket, Key: prefix + key });
  return {
    async list(below) {
      const keys: string[] = [];
      let token: string | undefined;
      do {
        const page = await client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix + below, ContinuationToken: token }),
        );
        for (const { Key } of page.Contents ?? []) if (Key) keys.push(Key.slice(prefix.length));
        token = page.NextContinuationToken;
      } while (token);
      return keys;
    },
    async read(key) {
      const { Body } = await client.send(new GetObjectCommand(at(key)));
      return (await Body?.transformToString()) ?? '';
    },
    close: () => client.destroy(),
  };
}

function splitUri(uri: string): { bucket: string; prefix: string } {
  const [bucket = '', ...path] = uri.replace('s3://', '').split('/');
  return { bucket, prefix: path.map((part) => `${part}/`).join('') };
}
