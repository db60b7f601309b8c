import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { resolveS3Keys, type PlatformConfig } from '@clickstream/config';
import { nothingVerified, verifiedSchema, type CheckpointStore, type Verified } from '@clickstream/reconcile';

/** Below the root of the checkpoints: what Spark keeps there, and what earlier reconciliations have verified. */
export interface ProofStore extends CheckpointStore {
  /** @returns With the version that {@link save} replaces; none when nothing was verified yet. */
  verified(pipeline: string): Promise<{ verified: Verified; etag?: string }>;
  /** Replaces what was read; fails when another run has replaced it in the meantime. */
  save(verified: Verified, etag: string | undefined): Promise<void>;
  close(): void;
}

const verifiedKey = (pipeline: string): string => `proof/job=${pipeline}/verified.json`;

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
    async verified(pipeline) {
      try {
        const { Body, ETag } = await client.send(new GetObjectCommand(at(verifiedKey(pipeline))));
        return {
          verified: verifiedSchema.parse(JSON.parse((await Body?.transformToString()) ?? '')),
          etag: ETag,
        };
      } catch (error) {
        if (error instanceof NoSuchKey) return { verified: nothingVerified(pipeline) };
        throw error;
      }
    },
    async save(verified, etag) {
      const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
      await client.send(
        new PutObjectCommand({
          ...at(verifiedKey(verified.pipeline)),
          ...condition,
          Body: JSON.stringify(verified),
        }),
      );
    },
    close: () => client.destroy(),
  };
}

function splitUri(uri: string): { bucket: string; prefix: string } {
  const [bucket = '', ...path] = uri.replace('s3://', '').split('/');
  return { bucket, prefix: path.map((part) => `${part}/`).join('') };
}
