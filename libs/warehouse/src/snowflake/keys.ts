import { createPrivateKey } from 'node:crypto';
import { PlatformError } from '@clickstream/errors';

/** A private key of the loader's user. */
export interface PrivateKey {
  /** Where it is kept; named in errors, which never hold the key. */
  readonly place: string;
  /** PEM; encrypted ones need the passphrase. */
  readonly pem: string;
  readonly passphrase?: string;
}

/**
 * Opens a key: the driver gets it without its passphrase, and a mistake is told apart from a refused login.
 *
 * @returns PEM, PKCS 8, not encrypted.
 * @throws PlatformError SECRET_UNUSABLE
 */
export function openKey({ place, pem, passphrase }: PrivateKey): string {
  const key = parse(pem, passphrase);
  if (key?.asymmetricKeyType === 'rsa') return key.export({ format: 'pem', type: 'pkcs8' }) as string;
  throw new PlatformError({
    code: 'SECRET_UNUSABLE',
    message: key
      ? `it is a key of type ${key.asymmetricKeyType}; Snowflake takes RSA`
      : reasonOf(pem, passphrase),
    where: place,
    next: 'docs/warehouse.md says how to make a key pair',
    exitCode: 2,
  });
}

function parse(pem: string, passphrase: string | undefined): ReturnType<typeof createPrivateKey> | undefined {
  try {
    return createPrivateKey({ key: pem, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (error) {
    // What OpenSSL says names its own routines only; what is wrong is found in the text of the key instead.
    if (isOfCrypto(error)) return undefined;
    throw error;
  }
}

function reasonOf(pem: string, passphrase: string | undefined): string {
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) return 'it holds no private key in PEM';
  if (!/ENCRYPTED/.test(pem)) return 'the private key is damaged';
  return passphrase === undefined
    ? 'the private key is encrypted, and no passphrase is set'
    : 'the passphrase does not open the private key';
}

/** Node's own failures have a code. */
export function isOfCrypto(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('ERR_');
}
