import { join, resolve } from 'node:path';
import type { z } from 'zod';
import { findWorkspace } from '@clickstream/config';
import { writeFileAtomic } from '@clickstream/host';
import { findPipeline, type Pipeline } from '@clickstream/pipeline';
import { sparkJars } from '../backend/local/request';
import { requireCommitted } from '../bundle/committed';
import { pythonOf } from '../bundle/describe';
import { folderOf, readBundle, writeBundle } from '../bundle/folder';
import { LIBRARY, makeBundle, type Bundle } from '../bundle/make';
import type { bundledSchema, uploadedSchema } from '../outputs';
import { planText } from '../plan/file';
import { preparePlan } from '../plan/prepare';
import type { Plan } from '../plan/plan';
import { renderPlan } from '../plan/render';
import { Artifacts } from '../store/artifacts';
import { connectStore } from '../store/s3';
import { here, print, say, workOf, type Common, type WorkOptions } from './options';

const BUNDLES = join('dist', 'bundles');
const PLANS = join('dist', 'plans');

export interface BundleOptions extends Omit<Common, 'env'> {
  readonly out?: string;
}

/** Makes a bundle of the workspace and leaves it in a folder. */
export async function bundleCommand({ pipeline, out, json }: BundleOptions): Promise<void> {
  const workspace = findWorkspace();
  const { manifest, folder } = await bundled(workspace, findPipeline(workspace, pipeline), out);
  const { version, digest, source } = manifest;
  const result: z.infer<typeof bundledSchema> = { pipeline, version, digest, ...source, folder };
  print(json, result, () => `${pipeline} ${version} is in ${folder}`);
}

export interface UploadOptions extends Common {
  readonly bundle?: string;
}

/** Uploads a bundle, and the jars that an environment has none of yet. */
export async function uploadCommand({ bundle: from, json, ...options }: UploadOptions): Promise<void> {
  const { env } = options;
  const { config, place, pipeline } = here(options);
  const bundle = from ? readBundle(resolve(from)) : await bundled(place.workspace, pipeline);
  const { manifest } = bundle;
  requireCommitted(manifest, env);
  const store = await connectStore(config);
  try {
    const artifacts = new Artifacts(store, config.storage.artifacts);
    // On this machine Spark takes them from where set-up put them.
    const jars =
      env === 'local'
        ? []
        : await artifacts.uploadJars(manifest, sparkJars(place), (name) => say(`jar ${name}`));
    const created = await artifacts.upload(bundle);
    const { version, digest } = manifest;
    const uri = artifacts.uriOf(manifest);
    const result: z.infer<typeof uploadedSchema> = {
      pipeline: manifest.pipeline,
      version,
      digest,
      uri,
      created,
      jars,
    };
    print(
      json,
      result,
      () => `${uri}${created ? ' is uploaded and verified' : ' was there already, and is whole'}`,
    );
  } finally {
    store.close();
  }
}

export interface PrepareOptions extends Common, WorkOptions {
  readonly bundle?: string;
  readonly out?: string;
}

/** Writes what a run would be, for review; needs no access to the environment. */
export async function prepareCommand(options: PrepareOptions): Promise<void> {
  const { config, place, pipeline } = here(options);
  const { manifest, folder } = options.bundle
    ? { ...readBundle(resolve(options.bundle)), folder: resolve(options.bundle) }
    : await bundled(place.workspace, pipeline);
  const plan = await preparePlan({
    config,
    place,
    manifest,
    library: join(folder, LIBRARY),
    work: workOf(options),
    python: pythonOf(place.workspace),
  });
  const file = resolve(options.out ?? join(place.workspace, PLANS, plan.environment, `${plan.name}.json`));
  writeFileAtomic(file, planText(plan));
  print(
    options.json,
    { file, plan },
    ({ plan: written }: { plan: Plan }) => `${renderPlan(written)}\n\n${file}`,
  );
}

/** The bundle of the workspace as it is, and its folder. */
export async function bundled(
  workspace: string,
  pipeline: Pipeline,
  out?: string,
): Promise<Bundle & { readonly folder: string }> {
  const bundle = await makeBundle(workspace, pipeline);
  const root = resolve(out ?? join(workspace, BUNDLES));
  writeBundle(bundle, root);
  return { ...bundle, folder: folderOf(root, bundle.manifest) };
}
