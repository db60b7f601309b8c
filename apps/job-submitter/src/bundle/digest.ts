import { createHash } from 'node:crypto';
import type { BundleManifest } from './manifest';

export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

/** Identity of a bundle: of what it consists, whoever made it and whenever. `sha256sum` can make it too. */
export function digestOf({ files, jars }: Pick<BundleManifest, 'files' | 'jars'>): string {
  return sha256([...files, ...jars].map((one) => `${one.sha256}  ${one.name}\n`).join(''));
}
