import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PlatformError, messageOf } from '@clickstream/errors';
import { manifestSchema, type PipelineManifest } from './manifest';

/** Where pipelines live, relative to the workspace: one folder a pipeline, found by its manifest. */
export const PIPELINES_DIR = 'libs/pipelines';

export interface Pipeline {
  readonly manifest: PipelineManifest;
  /** Absolute folder of the pipeline. */
  readonly root: string;
  /** Absolute path of the file that the contracts are compiled to, read by Spark and the loader. */
  readonly contractFile: string;
}

/** All pipelines of a workspace, sorted by name; nothing lists them by hand. */
export function discoverPipelines(workspace: string): Pipeline[] {
  const parent = join(workspace, PIPELINES_DIR);
  return readdirSync(parent)
    .filter((folder) => existsSync(join(parent, folder, 'pipeline.json')))
    .sort()
    .map((folder) => readPipeline(join(parent, folder)));
}

/** @throws PlatformError UNKNOWN_PIPELINE that names the ones there are. */
export function findPipeline(workspace: string, name: string): Pipeline {
  const all = discoverPipelines(workspace);
  const found = all.find((pipeline) => pipeline.manifest.name === name);
  if (found) return found;
  throw new PlatformError({
    code: 'UNKNOWN_PIPELINE',
    message: `there is no pipeline "${name}"`,
    where: PIPELINES_DIR,
    next: `use one of: ${all.map((pipeline) => pipeline.manifest.name).join(', ')}`,
    exitCode: 2,
  });
}

/** @throws PlatformError BAD_MANIFEST with every violation. */
export function readPipeline(root: string): Pipeline {
  const file = join(root, 'pipeline.json');
  return {
    manifest: parseManifest(readFileSync(file, 'utf8'), file),
    root,
    contractFile: join(root, 'derived', 'contract.json'),
  };
}

/** @throws PlatformError BAD_MANIFEST with every violation. @param file Its path, in the folder of the pipeline. */
export function parseManifest(text: string, file: string): PipelineManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw badManifest(file, messageOf(error), error);
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'manifest'}: ${issue.message}`,
    );
    throw badManifest(file, issues.join('; '));
  }
  // Topic, tables and checkpoints carry the name: under another one the pipeline would start again from nothing.
  const folder = basename(dirname(file));
  if (parsed.data.name === folder) return parsed.data;
  throw badManifest(file, `name: is "${parsed.data.name}" in the folder of "${folder}"`);
}

function badManifest(file: string, message: string, cause?: unknown): PlatformError {
  return new PlatformError({
    code: 'BAD_MANIFEST',
    message,
    where: file,
    next: 'correct the manifest',
    exitCode: 2,
    cause,
  });
}
