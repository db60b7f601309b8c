import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pipeline } from '@clickstream/pipeline';
import { readCompiledContract } from '@clickstream/schema';
import { archive } from './archive';
import { describe, pythonOf } from './describe';
import { digestOf, sha256 } from './digest';
import { pipelineStateSchema, type BundleManifest } from './manifest';
import { sourceOf } from './source';

/** A versioned Spark artifact: what is needed to run the job of a pipeline anywhere, besides Spark and its jars. */
export interface Bundle {
  readonly manifest: BundleManifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Names in a bundle. */
export const JOB = 'job.py';
export const LIBRARY = 'library.zip';
export const CONTRACT = 'contract.json';

const PACKAGE = 'clickstream_spark';
const JAR_LIST = 'tools/jars/spark/SHA256SUMS';
const LIBRARY_DIR = 'spark/platform/src';
/** What only tests of pipelines import. */
const FOR_TESTS = `${PACKAGE}/testing/`;

/**
 * Makes the bundle of a pipeline from the workspace. The same files make the same bytes, on any machine.
 *
 * @throws PlatformError BUNDLE_BROKEN; whatever a contract that cannot be read throws.
 */
export async function makeBundle(workspace: string, pipeline: Pipeline): Promise<Bundle> {
  const { name } = pipeline.manifest;
  // Fails here, in words, rather than in Spark.
  readCompiledContract(pipeline.contractFile);
  const contract = readFileSync(pipeline.contractFile);
  const job = join('spark/pipelines', name, JOB);
  const library = archive(new Map([...libraryFiles(workspace), [`${PACKAGE}/${CONTRACT}`, contract]]));
  const files = new Map<string, Uint8Array>([
    [CONTRACT, contract],
    [JOB, readFileSync(join(workspace, job))],
    [LIBRARY, library],
  ]);
  const listed = {
    files: [...files].map(([file, content]) => ({
      name: file,
      bytes: content.byteLength,
      sha256: sha256(content),
    })),
    jars: lockedJars(readFileSync(join(workspace, JAR_LIST), 'utf8')),
  };
  const digest = digestOf(listed);
  const inputs = [job, LIBRARY_DIR, join('libs/pipelines', name, 'derived', CONTRACT), JAR_LIST];
  const [source, state] = await Promise.all([
    sourceOf(workspace, inputs),
    stateOf(pythonOf(workspace), library),
  ]);
  const version = `${platformVersion(workspace)}-${digest.slice(0, 12)}`;
  return { manifest: { bundle: 1, pipeline: name, version, digest, source, ...listed, state }, files };
}

/** What Python needs of the shared library, by name in the archive. */
function libraryFiles(workspace: string): [string, Uint8Array][] {
  const root = join(workspace, LIBRARY_DIR);
  return (readdirSync(root, { recursive: true }) as string[])
    .filter((file) => file.startsWith(`${PACKAGE}/`) && file.endsWith('.py') && !file.startsWith(FOR_TESTS))
    .map((file) => [file, readFileSync(join(root, file))]);
}

/** @param text As `sha256sum` writes it. */
function lockedJars(text: string): BundleManifest['jars'] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ name: line.slice(66), sha256: line.slice(0, 64) }));
}

function platformVersion(workspace: string): string {
  return (JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8')) as { version: string }).version;
}

async function stateOf(python: string, library: Uint8Array): Promise<BundleManifest['state']> {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    const file = join(folder, LIBRARY);
    writeFileSync(file, library);
    return pipelineStateSchema.parse(await describe(python, file, 'state'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
