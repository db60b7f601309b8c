import { PlatformError } from '@clickstream/errors';
import type { BundleManifest } from './manifest';

/**
 * What runs anywhere but on the machine of a developer is what somebody committed.
 *
 * @throws PlatformError BUNDLE_NOT_COMMITTED
 */
export function requireCommitted({ source, pipeline, version }: BundleManifest, environment: string): void {
  if (environment === 'local' || (source.clean && source.commit)) return;
  throw new PlatformError({
    code: 'BUNDLE_NOT_COMMITTED',
    message: source.commit
      ? `the bundle holds changes that are not in commit ${source.commit.slice(0, 12)}`
      : 'nobody can tell which commit the bundle is from',
    where: `${pipeline} ${version}`,
    next: 'commit the changes and make the bundle again',
    exitCode: 2,
  });
}
