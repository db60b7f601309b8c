import { Kafka, logLevel } from 'kafkajs';
import type { PlatformConfig } from '@clickstream/config';
import { PlatformError } from '@clickstream/errors';

export type KafkaSettings = PlatformConfig['kafka'];

/**
 * A kafkajs client that fails fast and prints nothing: who retries, how long and what a person sees is decided above it.
 *
 * @throws PlatformError KAFKA_AUTH_UNSUPPORTED for `msk-iam`, which this release cannot sign.
 */
export function kafkaClient(settings: KafkaSettings, clientId: string): Kafka {
  if (settings.auth !== 'none')
    throw new PlatformError({
      code: 'KAFKA_AUTH_UNSUPPORTED',
      message: `this command cannot log in to Kafka with "${settings.auth}" yet`,
      where: 'kafka.auth',
      next: 'run it against an environment with kafka.auth = none',
      exitCode: 2,
    });
  return new Kafka({
    clientId,
    brokers: [...settings.bootstrapServers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: { retries: 2, initialRetryTime: 50, maxRetryTime: 500 },
  });
}
