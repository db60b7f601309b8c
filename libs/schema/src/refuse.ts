import { PlatformError } from '@clickstream/errors';

/** A contract that cannot mean the same everywhere; raised while it is defined, so it never reaches a record. */
export function refuse(message: string, where: string, next: string, cause?: unknown): PlatformError {
  return new PlatformError({ code: 'CONTRACT_RULE_REFUSED', message, where, next, cause });
}
