import { Kafka, logLevel } from 'kafkajs';
import type { PlatformConfig } from '@clickstream/config';
import { mskIam } from './msk-iam';

export type KafkaSettings = PlatformConfig['kafka'];

/**
 * A kafkajs client that fails fast and prints nothing: who retries, how long and what a person sees is decided above it.
 *
 * @throws PlatformError KAFKA_NOT_MSK for `msk-iam` with brokers that are not of Amazon MSK.
 */
export function kafkaClient({ bootstrapServers, auth }: KafkaSettings, clientId: string): Kafka {
  return new Kafka({
    clientId,
    brokers: [...bootstrapServers],
    ...(auth === 'msk-iam' && { ssl: true, sasl: mskIam(bootstrapServers) }),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: { retries: 2, initialRetryTime: 50, maxRetryTime: 500 },
  });
}
