import { createPublicKey, type KeyObject } from 'node:crypto';
import { PlatformError } from '@clickstream/errors';
import { isOfCrypto } from '../keys';

/**
 * The public half of a key as Snowflake keeps it: base64 of DER.
 *
 * @param pem Of a public key. @param place Where it is kept, for the error.
 * @throws PlatformError PUBLIC_KEY_UNUSABLE; also for a private key, which must not get into a script.
 */
export function publicKeyBody(pem: string, place: string): string {
  const key = /PRIVATE KEY/.test(pem) ? undefined : parse(pem);
  if (key?.asymmetricKeyType === 'rsa') return key.export({ format: 'der', type: 'spki' }).toString('base64');
  throw new PlatformError({
    code: 'PUBLIC_KEY_UNUSABLE',
    message: 'it is no public RSA key in PEM',
    where: place,
    next: 'openssl rsa -in key.pem -pubout -out key.pub, and pass key.pub',
    exitCode: 2,
  });
}

function parse(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch (error) {
    if (isOfCrypto(error)) return undefined;
    throw error;
  }
}
