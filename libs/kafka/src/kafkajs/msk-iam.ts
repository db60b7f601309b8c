import type { SASLOptions } from 'kafkajs';
import { PlatformError } from '@clickstream/errors';

const OF_MSK = /\.kafka(?:-serverless)?\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?:\d+$/;

/**
 * Logs in to Amazon MSK as the AWS role of this process: a token that lives for minutes is signed at each connection,
 * so there is no password to keep.
 *
 * @param bootstrapServers Brokers of one cluster; their names say in which region it is.
 * @throws PlatformError KAFKA_NOT_MSK when no broker has the name of an MSK broker.
 */
export function mskIam(bootstrapServers: readonly string[]): SASLOptions {
  const region = regionOf(bootstrapServers);
  return {
    mechanism: 'oauthbearer',
    async oauthBearerProvider() {
      // Loaded here: a command that logs in to no MSK does not wait for AWS's credential providers.
      const { generateAuthToken } = await import('aws-msk-iam-sasl-signer-js');
      return { value: (await generateAuthToken({ region })).token };
    },
  };
}

function regionOf(bootstrapServers: readonly string[]): string {
  const region = bootstrapServers.map((server) => OF_MSK.exec(server)?.[1]).find(Boolean);
  if (region) return region;
  throw new PlatformError({
    code: 'KAFKA_NOT_MSK',
    message: `"${bootstrapServers.join(',')}" names no broker of Amazon MSK, and only those take AWS roles`,
    where: 'kafka.bootstrapServers',
    next: 'use the bootstrap brokers for IAM that the MSK console shows (port 9098), or set kafka.auth = none',
    exitCode: 2,
  });
}
