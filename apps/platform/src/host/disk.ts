import { statfsSync } from 'node:fs';
import { PlatformError } from '@clickstream/errors';

/** What a broker, a store and a few runs write before anybody looks. */
const NEEDED_BYTES = 2e9;

/**
 * A disk that fills up while a broker writes is much harder to understand than a start that is refused.
 *
 * @throws PlatformError DISK_FULL.
 */
export function requireDisk(
  folder: string,
  statfs: (path: string) => { bavail: number; bsize: number } = statfsSync,
): void {
  const { bavail, bsize } = statfs(folder);
  const free = bavail * bsize;
  if (free >= NEEDED_BYTES) return;
  throw new PlatformError({
    code: 'DISK_FULL',
    message: `${(free / 1e9).toFixed(1)} GB free, ${NEEDED_BYTES / 1e9} GB needed`,
    where: folder,
    next: 'free some space, or use --home on another disk',
    exitCode: 2,
  });
}
