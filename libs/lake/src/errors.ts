import { PlatformError, messageOf } from '@clickstream/errors';

/** The lake does not answer, or not in time: trying again later may help. */
export function lakeUnreachable(where: string, cause: unknown): PlatformError {
  return new PlatformError({
    code: 'LAKE_UNREACHABLE',
    message: `the lake does not answer: ${messageOf(cause)}`,
    where,
    next: 'check that it is up (platform status) and run again; nothing was changed',
    retry: 'backoff',
    cause,
  });
}

/** The lake answers and refuses us. */
export function lakeRefused(where: string, status: number, answer: string): PlatformError {
  return new PlatformError({
    code: 'LAKE_REFUSED',
    message: `the lake refused with HTTP ${status}: ${answer}`,
    where,
    next: 'check s3.accessKeyId, s3.secretAccessKey, s3.region and lake.signingName',
  });
}

/** Table metadata that contradicts the Iceberg specification or itself: no row of it can be trusted. */
export function lakeMetadataBroken(where: string, message: string, cause?: unknown): PlatformError {
  return new PlatformError({
    code: 'LAKE_METADATA_BROKEN',
    message,
    where,
    next: 'restore the file from the bucket’s versions, or write the table anew from raw',
    cause,
  });
}

/** A file that the table's metadata names is not in the store. */
export function lakeFileMissing(location: string, cause?: unknown): PlatformError {
  return new PlatformError({
    code: 'LAKE_FILE_MISSING',
    message: 'the table names a file that is not in the store',
    where: location,
    next: 'restore it from the bucket’s versions; until then nothing after it can be loaded',
    cause,
  });
}

/** A file is not the one that the table's metadata describes. */
export function lakeFileDamaged(location: string, found: number, expected: number): PlatformError {
  return new PlatformError({
    code: 'LAKE_FILE_DAMAGED',
    message: `the file has ${found} bytes, the table's metadata says ${expected}`,
    where: location,
    next: 'restore it from the bucket’s versions; until then nothing after it can be loaded',
  });
}
