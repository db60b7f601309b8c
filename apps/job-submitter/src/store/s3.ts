import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { resolveS3Keys, type PlatformConfig } from '@clickstream/config';
import { PlatformError, messageOf } from '@clickstream/errors';
import type { ObjectStore } from './object-store';

const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 60_000 };
const NOT_THERE = ['NoSuchKey', 'NotFound', 'NoSuchBucket'];
/** Another writer was first, or is just now writing. */
const TAKEN = ['PreconditionFailed', 'ConditionalRequestConflict'];

/** @throws PlatformError SECRET_MISSING. */
export async function connectStore({ s3 }: Pick<PlatformConfig, 's3'>): Promise<ObjectStore> {
  const client = new S3Client({
    region: s3.region,
    endpoint: s3.endpoint,
    forcePathStyle: s3.endpoint !== undefined,
    credentials: await resolveS3Keys(s3),
    requestHandler: TIMEOUTS,
  });
  const now = clockOf(client);
  const put = (uri: string, Body: Uint8Array, only?: { IfNoneMatch: '*' }) =>
    client.send(new PutObjectCommand({ ...addressOf(uri), Body, ChecksumSHA256: checksumOf(Body), ...only }));
  return {
    read: (uri) =>
      answer(uri, async () => {
        const { Body, ETag = '', LastModified } = await client.send(new GetObjectCommand(addressOf(uri)));
        const content = (await Body?.transformToByteArray()) ?? new Uint8Array();
        return { content, tag: ETag, ageSeconds: (now() - Number(LastModified)) / 1000 };
      }),
    size: (uri) =>
      answer(uri, async () => (await client.send(new HeadObjectCommand(addressOf(uri)))).ContentLength),
    create: async (uri, content) =>
      (await answer(uri, () => put(uri, content, { IfNoneMatch: '*' }), TAKEN)) !== undefined,
    write: async (uri, content) => void (await answer(uri, () => put(uri, content), [])),
    remove: async (uri) =>
      void (await answer(uri, () => client.send(new DeleteObjectCommand(addressOf(uri))))),
    list: async (folder) => (await answer(folder, () => namesIn(client, folder))) ?? [],
    close: () => client.destroy(),
  };
}

/** The clock of the store, as its latest answer told it; the clock of this machine may be wrong. */
function clockOf(client: S3Client): () => number {
  let latest = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { headers: Record<string, string> };
      latest = Date.parse(headers['date'] ?? '');
      return result;
    },
    { step: 'deserialize', name: 'clockOfTheStore' },
  );
  return () => latest;
}

async function namesIn(client: S3Client, folder: string): Promise<string[]> {
  const { Bucket, Key: Prefix } = addressOf(folder.endsWith('/') ? folder : `${folder}/`);
  const names: string[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix, Delimiter: '/' })) {
    const found = [
      ...(page.Contents ?? []).map(({ Key }) => Key),
      ...(page.CommonPrefixes ?? []).map((p) => p.Prefix),
    ];
    names.push(...found.flatMap((key) => key?.slice(Prefix.length) || []));
  }
  return names.sort();
}

function addressOf(uri: string): { Bucket: string; Key: string } {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (Bucket === undefined || Key === undefined) throw new Error(`not an S3 location: ${uri}`);
  return { Bucket, Key };
}

/** The store refuses what arrives with another checksum. */
const checksumOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('base64');

/** @returns undefined when the store answered with one of the errors that mean so. */
async function answer<T>(
  uri: string,
  request: () => Promise<T>,
  meansNo: readonly string[] = NOT_THERE,
): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw unreachable(uri, error);
    if (meansNo.includes(error.name)) return undefined;
    throw (error.$metadata.httpStatusCode ?? 500) < 500 ? refused(uri, error) : unreachable(uri, error);
  }
}

function refused(uri: string, error: S3ServiceException): PlatformError {
  return new PlatformError({
    code: 'STORE_REFUSED',
    message: `the store refused a request: ${error.name}${error.message === error.name ? '' : `, ${error.message}`}`,
    where: uri,
    next: 'check the bucket and the credentials of this shell; docs/operations.md says what the role must be allowed',
    exitCode: 2,
    cause: error,
  });
}

function unreachable(uri: string, error: unknown): PlatformError {
  return new PlatformError({
    code: 'STORE_UNREACHABLE',
    message: `the store does not answer: ${messageOf(error)}`,
    where: uri,
    next: 'run the same command again once it does',
    retry: 'backoff',
    cause: error,
  });
}
