import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { z } from 'zod';
import { PlatformError, messageOf } from '@clickstream/errors';
import type { StackName } from './order';

const recordSchema = z.strictObject({
  stack: z.string(),
  /** `unfinished`: it was being applied or destroyed, and that has not ended well. */
  status: z.enum(['applied', 'unfinished']),
  /** When that was noted, ISO 8601 in UTC. */
  at: z.iso.datetime(),
  /** Commit of the code it was made from; `unknown` outside git. */
  commit: z.string(),
});

/** What is known about a stack of an environment; no record means that it is not there. */
export type StackRecord = z.infer<typeof recordSchema>;

/** Which stacks of an environment are applied. The runner of the infrastructure writes it, everyone else reads it. */
export interface StackRecords {
  /** @throws PlatformError RECORDS_UNREADABLE; retry `backoff` when S3 could not be reached. */
  read(stack: StackName): Promise<StackRecord | undefined>;
  /** @throws as {@link read} */
  write(record: StackRecord & { readonly stack: StackName }): Promise<void>;
  /** Safe to repeat. @throws as {@link read} */
  remove(stack: StackName): Promise<void>;
  close(): void;
}

export interface RecordPlace {
  /** `s3://bucket`: the setting `infra.state`. */
  readonly state: string;
  readonly region: string;
  /** Address of an S3 that is not AWS. */
  readonly endpoint?: string;
  /** Absent: the default AWS credential chain. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The records in S3, one object a stack, so that two runs on different stacks never overwrite each other's. */
export function connectRecords({ state, region, endpoint, credentials }: RecordPlace): StackRecords {
  const client = new S3Client({ region, endpoint, credentials, forcePathStyle: endpoint !== undefined });
  const Bucket = state.replace('s3://', '');
  const keyOf = (stack: string): string => `applied/${stack}.json`;
  const at = (stack: string) => ({ Bucket, Key: keyOf(stack) });
  const asked = async <T>(stack: string, request: Promise<T>): Promise<T> => {
    try {
      return await request;
    } catch (error) {
      throw unreadable(`${state}/${keyOf(stack)}`, error);
    }
  };
  return {
    async read(stack) {
      const text = await asked(stack, textOf(client, at(stack)));
      return text === undefined ? undefined : recordSchema.parse(JSON.parse(text));
    },
    async write(record) {
      const Body = `${JSON.stringify(recordSchema.parse(record), null, 2)}\n`;
      await asked(record.stack, client.send(new PutObjectCommand({ ...at(record.stack), Body })));
    },
    async remove(stack) {
      await asked(stack, client.send(new DeleteObjectCommand(at(stack))));
    },
    close: () => client.destroy(),
  };
}

async function textOf(client: S3Client, at: { Bucket: string; Key: string }): Promise<string | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand(at));
    return await Body?.transformToString();
  } catch (error) {
    // Without the bucket nothing has been applied yet either.
    if (error instanceof S3ServiceException && ['NoSuchKey', 'NoSuchBucket'].includes(error.name))
      return undefined;
    throw error;
  }
}

function unreadable(where: string, cause: unknown): PlatformError {
  const answered = cause instanceof S3ServiceException && (cause.$metadata.httpStatusCode ?? 500) < 500;
  return new PlatformError({
    code: 'RECORDS_UNREADABLE',
    message: `cannot tell which stacks are applied: ${messageOf(cause)}`,
    where,
    next: 'check the AWS credentials of this shell and the setting infra.state',
    retry: answered ? 'afterFix' : 'backoff',
    exitCode: answered ? 2 : 1,
    cause,
  });
}
