import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlatformError } from '@clickstream/errors';
import { sha256 } from '../bundle/digest';
import { MANIFEST, manifestText, parseManifest, requireWhole } from '../bundle/folder';
import type { Bundle } from '../bundle/make';
import type { BundleManifest } from '../bundle/manifest';
import { bytes, text, type ObjectStore } from './object-store';

/** Bundles of all pipelines and versions, each written once and never changed. */
export class Artifacts {
  /** @param root `s3://bucket` or `s3://bucket/prefix`: the setting storage.artifacts. */
  constructor(
    private readonly store: ObjectStore,
    private readonly root: string,
  ) {}

  uriOf({ pipeline, version }: Pick<BundleManifest, 'pipeline' | 'version'>): string {
    return bundleUri(this.root, pipeline, version);
  }

  /**
   * Uploads a bundle, its manifest last, and reads it back. Safe to repeat and to interrupt.
   *
   * @returns false when it was there already.
   * @throws PlatformError BUNDLE_EXISTS when there is another one under that version.
   */
  async upload({ manifest, files }: Bundle): Promise<boolean> {
    const uri = this.uriOf(manifest);
    for (const [name, content] of files) await this.put(uri + name, content);
    const created = await this.store.create(uri + MANIFEST, bytes(manifestText(manifest)));
    const { manifest: there } = await this.fetch(uri);
    // The commit that it is from may differ: another one may have made the same.
    if (there.digest !== manifest.digest) throw exists(uri);
    return created;
  }

  /**
   * Uploads the jars of a bundle from a local folder, each once for all versions.
   *
   * @param onJar Called with the name of each before it is looked at.
   * @returns Names of those that were not there yet.
   * @throws PlatformError JAR_MISSING, JAR_DIFFERS.
   */
  async uploadJars(
    { pipeline, jars }: Pick<BundleManifest, 'pipeline' | 'jars'>,
    folder: string,
    onJar: (name: string) => void,
  ): Promise<string[]> {
    const uploaded: string[] = [];
    for (const jar of jars) {
      onJar(jar.name);
      const file = join(folder, jar.name);
      await requireJar(file, jar.sha256);
      const uri = jarUri(this.root, pipeline, jar);
      const content = readFileSync(file);
      if ((await this.store.size(uri)) === content.byteLength) continue;
      await this.store.create(uri, content);
      uploaded.push(jar.name);
    }
    return uploaded;
  }

  /**
   * Downloads a bundle and makes sure that each of its bytes is what its manifest says.
   *
   * @throws PlatformError BUNDLE_NOT_UPLOADED, BUNDLE_DAMAGED.
   */
  async fetch(uri: string): Promise<Bundle> {
    const found = await this.store.read(uri + MANIFEST);
    if (!found) throw notUploaded(uri);
    const manifest = parseManifest(text(found.content), uri);
    const files = new Map<string, Uint8Array>();
    for (const { name } of manifest.files) {
      const file = await this.store.read(uri + name);
      if (file) files.set(name, file.content);
    }
    requireWhole(manifest, files, uri);
    return { manifest, files };
  }

  /** Versions of a pipeline that were uploaded to the end. */
  async versions(pipeline: string): Promise<string[]> {
    const folders = await this.store.list(`${this.root}/spark/${pipeline}/`);
    return folders
      .filter((name) => name.endsWith('/') && name !== `${JARS}/`)
      .map((name) => name.slice(0, -1));
  }

  private async put(uri: string, content: Uint8Array): Promise<void> {
    if (await this.store.create(uri, content)) return;
    const there = await this.store.read(uri);
    if (!there || sha256(there.content) !== sha256(content)) throw exists(uri);
  }
}

const JARS = 'jars';

export const bundleUri = (root: string, pipeline: string, version: string): string =>
  `${root}/spark/${pipeline}/${version}/`;

/** Jars lie below the pipeline, whose role reads nothing else, under the name of their content. */
export const jarUri = (root: string, pipeline: string, jar: BundleManifest['jars'][number]): string =>
  `${root}/spark/${pipeline}/${JARS}/${jar.sha256}/${jar.name}`;

async function requireJar(file: string, expected: string): Promise<void> {
  if (!existsSync(file)) throw jarProblem('JAR_MISSING', 'a jar of the lock is not there', file);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  if (hash.digest('hex') !== expected)
    throw jarProblem('JAR_DIFFERS', 'a jar is not the one of the lock', file);
}

function jarProblem(code: string, message: string, where: string): PlatformError {
  return new PlatformError({ code, message, where, next: 'node tools/setup/main.mjs setup', exitCode: 2 });
}

function notUploaded(uri: string): PlatformError {
  return new PlatformError({
    code: 'BUNDLE_NOT_UPLOADED',
    message: 'the bundle is not there, or its upload was not finished',
    where: uri,
    next: 'job-submitter upload',
    exitCode: 2,
  });
}

function exists(uri: string): PlatformError {
  return new PlatformError({
    code: 'BUNDLE_EXISTS',
    message: 'something else lies there already, and what was uploaded is never changed',
    where: uri,
    next: 'find out who wrote it; a bundle of other content has another version',
    exitCode: 2,
  });
}
