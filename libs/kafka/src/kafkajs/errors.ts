import { PlatformError, messageOf, type PlatformErrorOptions } from '@clickstream/errors';

type Kind = Pick<PlatformErrorOptions, 'code' | 'retry' | 'next'>;

const UNAVAILABLE: Kind = { code: 'KAFKA_UNAVAILABLE', retry: 'backoff' };
const TOO_LARGE: Kind = { code: 'RECORD_TOO_LARGE', retry: 'never' };
const SEQUENCE_LOST: Kind = {
  code: 'SEQUENCE_LOST',
  retry: 'afterFix',
  next: 'run the command again; records that are already there are recognised by their event ids',
};
const REFUSED: Kind = { code: 'KAFKA_REFUSED', retry: 'afterFix' };
const MISSING: Kind = {
  code: 'TOPIC_MISSING',
  retry: 'afterFix',
  next: 'create it: producer topics apply',
};

/** Kafka's error names (its protocol guide, "Error codes") that do not simply mean "not now". */
const KINDS: Readonly<Record<string, Kind>> = {
  MESSAGE_TOO_LARGE: TOO_LARGE,
  RECORD_LIST_TOO_LARGE: TOO_LARGE,
  OUT_OF_ORDER_SEQUENCE_NUMBER: SEQUENCE_LOST,
  DUPLICATE_SEQUENCE_NUMBER: SEQUENCE_LOST,
  INVALID_PRODUCER_EPOCH: SEQUENCE_LOST,
  UNKNOWN_PRODUCER_ID: SEQUENCE_LOST,
  UNKNOWN_TOPIC_OR_PARTITION: MISSING,
};

/**
 * What kafkajs threw, as one of our errors. kafkajs wraps a failure several times; the innermost one says what happened.
 * Anything that is neither Kafka's answer nor a lost connection is our defect and comes back as it is.
 */
export function translate(error: unknown, where: string): unknown {
  if (error instanceof PlatformError) return error;
  const cause = innermost(error);
  const kind = kindOf(cause);
  return kind ? new PlatformError({ ...kind, message: messageOf(cause), where, cause: error }) : error;
}

export function missingTopic(topic: string): PlatformError {
  return new PlatformError({ ...MISSING, message: 'there is no such topic', where: topic });
}

/**
 * For where a topic is named only once a broker has listed or created it. A broker that does not know it yet, such as one
 * that was started again and has not read its metadata, will in a moment: worth another try.
 */
export function laggingBroker(error: unknown): unknown {
  if (!(error instanceof PlatformError) || error.code !== 'TOPIC_MISSING') return error;
  const { code, message, where } = error;
  return new PlatformError({ code, message, where, retry: 'backoff', cause: error });
}

interface KafkaJsError {
  readonly name: string;
  readonly type?: string;
  readonly retriable?: boolean;
  readonly cause?: unknown;
  /** Of an answer with one error for each topic. */
  readonly errors?: readonly unknown[];
}

function innermost(error: unknown): unknown {
  if (!isObject(error)) return error;
  const inner = error.errors?.[0] ?? error.cause;
  return isObject(inner) ? innermost(inner) : error;
}

function kindOf(error: unknown): Kind | undefined {
  if (!isObject(error)) return undefined;
  if (error.type !== undefined) return KINDS[error.type] ?? (error.retriable ? UNAVAILABLE : REFUSED);
  return error.name.startsWith('KafkaJS') ? UNAVAILABLE : undefined;
}

function isObject(value: unknown): value is KafkaJsError {
  return typeof value === 'object' && value !== null && 'name' in value;
}
