import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { PlatformError } from '@clickstream/errors';
import { lakeFileMissing, lakeMetadataBroken, lakeRefused, lakeUnreachable } from './errors';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface ObjectStoreSettings {
  readonly region: string;
  /** Endpoint of another store than Amazon's; it is addressed with the bucket in the path. */
  readonly endpoint?: string;
  /** Absent: the AWS SDK's default chain (environment, profile, role of the machine). */
  readonly credentials?: Credentials;
}

/** Objects by location (`s3://bucket/key`). It has no way to list: readers know each file from table metadata. */
export interface ObjectStore {
  /** @throws PlatformError LAKE_FILE_MISSING, LAKE_REFUSED, LAKE_UNREACHABLE */
  read(location: string): Promise<Uint8Array>;
  /** Streams an object into a local file. @throws as {@link read} */
  download(location: string, path: string): Promise<void>;
  /** Writes an object, in one step. @throws PlatformError LAKE_REFUSED, LAKE_UNREACHABLE */
  write(location: string, bytes: Uint8Array): Promise<void>;
  /** The credentials in use, resolved anew when they expire. */
  credentials(): Promise<Credentials>;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Tries per request, with the SDK's own backoff. */
const ATTEMPTS = 4;

export function connectObjectStore(settings: ObjectStoreSettings): ObjectStore {
  const client = new S3Client({
    region: settings.region,
    endpoint: settings.endpoint,
    forcePathStyle: settings.endpoint !== undefined,
    credentials: settings.credentials,
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
  });
  const open = async (location: string) => {
    const response = await client.send(new GetObjectCommand(addressOf(location)));
    if (!response.Body) throw lakeFileMissing(location);
    return response.Body;
  };
  return {
    async read(location) {
      try {
        return await (await open(location)).transformToByteArray();
      } catch (error) {
        throw translate(location, error);
      }
    },
    async download(location, path) {
      try {
        // The body type covers browsers as well; in Node.js it is a stream.
        await pipeline((await open(location)) as Readable, createWriteStream(path));
      } catch (error) {
        throw translate(location, error);
      }
    },
    async write(location, bytes) {
      try {
        await client.send(new PutObjectCommand({ ...addressOf(location), Body: bytes }));
      } catch (error) {
        throw translate(location, error);
      }
    },
    credentials: () => client.config.credentials(),
    close: () => client.destroy(),
  };
}

function addressOf(location: string): { Bucket: string; Key: string } {
  const match = /^s3[an]?:\/\/([^/]+)\/(.+)$/.exec(location);
  if (!match?.[1] || !match[2]) throw lakeMetadataBroken(location, 'not an S3 location');
  return { Bucket: match[1], Key: match[2] };
}

function translate(location: string, error: unknown): unknown {
  if (error instanceof PlatformError) return error;
  if (error instanceof NoSuchKey) return lakeFileMissing(location, error);
  const status = error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0;
  if (status === 404) return lakeFileMissing(location, error);
  if (status >= 400 && status < 500) return lakeRefused(location, status, String(error));
  return isLocalFailure(error) ? error : lakeUnreachable(location, error);
}

/** A full disk or an unwritable folder is not the lake's fault. */
function isLocalFailure(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code !== undefined && ['ENOSPC', 'ENOENT', 'EACCES', 'EROFS'].includes(code);
}
