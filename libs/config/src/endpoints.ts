import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlatformError, messageOf } from '@clickstream/errors';
import type { Settings } from './schema';

type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> }
    : T;

/** Some settings; what the local platform knows only once it is up. */
export type ConfigOverlay = DeepPartial<Settings>;

/** The file of a running local platform that tells every other command where to find it. */
export function endpointsFile(home: string): string {
  return join(home, 'endpoints.json');
}

/** Publishes the endpoints of a running platform, whole or not at all, readable by its owner only. */
export function writeEndpoints(home: string, overlay: ConfigOverlay): void {
  mkdirSync(home, { recursive: true });
  const file = endpointsFile(home);
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, `${JSON.stringify(overlay, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/**
 * The published endpoints as parsed JSON, unchecked; undefined when no platform is up.
 *
 * @throws PlatformError BAD_ENDPOINTS when the file cannot be read or is no JSON.
 */
export function readEndpoints(home: string): unknown {
  const file = endpointsFile(home);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new PlatformError({
      code: 'BAD_ENDPOINTS',
      message: messageOf(error),
      where: file,
      next: 'npm run platform -- up',
      exitCode: 2,
      cause: error,
    });
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
