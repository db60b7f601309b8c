import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PlatformError, messageOf } from '@clickstream/errors';
import { writeFileAtomic } from '@clickstream/host';
import { digestOf, sha256 } from './digest';
import type { Bundle } from './make';
import { bundleManifestSchema, type BundleManifest } from './manifest';

export const MANIFEST = 'manifest.json';

export const manifestText = (manifest: BundleManifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

/** Folder of a bundle below one that holds many. */
export const folderOf = (root: string, { pipeline, version }: BundleManifest): string =>
  join(root, pipeline, version);

/** Writes a bundle into a folder of its own, the manifest last. @returns That folder. */
export function writeBundle({ manifest, files }: Bundle, root: string): string {
  const folder = folderOf(root, manifest);
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) writeFileAtomic(join(folder, name), content);
  writeFileAtomic(join(folder, MANIFEST), manifestText(manifest));
  return folder;
}

/**
 * Reads a bundle that `writeBundle` wrote.
 *
 * @throws PlatformError BUNDLE_MISSING, BUNDLE_DAMAGED.
 */
export function readBundle(folder: string): Bundle {
  if (!existsSync(join(folder, MANIFEST)))
    throw new PlatformError({
      code: 'BUNDLE_MISSING',
      message: 'there is no bundle',
      where: folder,
      next: 'make one with: job-submitter bundle',
      exitCode: 2,
    });
  const manifest = parseManifest(readFileSync(join(folder, MANIFEST), 'utf8'), folder);
  const there = new Set(readdirSync(folder));
  const files = new Map(
    manifest.files
      .filter(({ name }) => there.has(name))
      .map(({ name }) => [name, readFileSync(join(folder, name))]),
  );
  requireWhole(manifest, files, folder);
  return { manifest, files };
}

/** @throws PlatformError BUNDLE_DAMAGED. */
export function parseManifest(text: string, where: string): BundleManifest {
  try {
    const manifest = bundleManifestSchema.parse(JSON.parse(text));
    if (manifest.digest === digestOf(manifest)) return manifest;
  } catch (error) {
    throw damaged(where, `its manifest cannot be read: ${messageOf(error)}`, error);
  }
  throw damaged(where, 'its manifest lists other files than its digest stands for');
}

/** @throws PlatformError BUNDLE_DAMAGED that names the first file that is not what the manifest says. */
export function requireWhole(
  manifest: BundleManifest,
  files: ReadonlyMap<string, Uint8Array>,
  where: string,
): void {
  for (const { name, sha256: expected } of manifest.files) {
    const content = files.get(name);
    if (!content) throw damaged(where, `${name} is not there`);
    if (sha256(content) !== expected) throw damaged(where, `${name} is not what the manifest says`);
  }
}

function damaged(where: string, what: string, cause?: unknown): PlatformError {
  return new PlatformError({
    code: 'BUNDLE_DAMAGED',
    message: `the bundle is not whole: ${what}`,
    where,
    next: 'make it anew with: job-submitter bundle',
    exitCode: 2,
    cause,
  });
}
