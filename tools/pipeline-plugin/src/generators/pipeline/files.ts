import { join } from 'node:path';
import { generateFiles, OverwriteStrategy, visitNotIgnoredFiles, type Tree } from '@nx/devkit';
import { layoutOf } from '../../graph/layout';
import { manifestPath } from '../../pipelines';
import { camelCase, kebabCase, sentence } from './case';
import { goldenVectors, sampleEvents } from './fixtures';
import type { Plan } from './plan';

const TEMPLATES = join(__dirname, 'files');
/** Never written over: from the first moment on they are the team's. */
const KEEP = { overwriteStrategy: OverwriteStrategy.KeepExisting };

/**
 * Writes what is missing and the manifest. A new pipeline gets examples; one that exists gets only the files that the
 * platform looks for by their path, so that a file which the team deleted stays deleted.
 *
 * @returns The files of the team that were there and stay byte for byte.
 */
export function writePipeline(tree: Tree, plan: Plan): string[] {
  const layout = layoutOf(plan.manifest.name);
  const kept = teamFiles(tree, plan.manifest.name);
  const values = {
    ...layout,
    owner: plan.manifest.owner,
    events: plan.events,
    constant: camelCase(layout.name),
    camelCase,
    kebabCase,
  };
  generateFiles(tree, join(TEMPLATES, 'shape/contracts'), layout.contracts, values, KEEP);
  generateFiles(tree, join(TEMPLATES, 'shape/spark'), layout.spark, values, KEEP);
  if (plan.isNew) writeExamples(tree, plan, values);
  writeManifest(tree, plan);
  return kept.filter((file) => file !== manifestPath(layout.name));
}

function writeExamples(
  tree: Tree,
  { events, manifest: { name } }: Plan,
  values: Record<string, unknown>,
): void {
  const { contracts, spark } = layoutOf(name);
  generateFiles(tree, join(TEMPLATES, 'example/contracts'), contracts, values, KEEP);
  generateFiles(tree, join(TEMPLATES, 'example/spark'), spark, values, KEEP);
  for (const event of events) {
    const words = {
      event,
      fileName: kebabCase(event),
      constant: camelCase(event),
      doc: `${sentence(event)}.`,
    };
    generateFiles(tree, join(TEMPLATES, 'event'), join(contracts, 'src/events'), words, KEEP);
  }
  create(tree, `${contracts}/fixtures/vectors/handwritten.jsonl`, goldenVectors(events));
  create(tree, `${contracts}/fixtures/sample.ndjson`, sampleEvents(events));
  // The first compilation replaces it; the contract cannot be loaded without.
  create(tree, `${contracts}/derived/versions.json`, '{}\n');
}

function create(tree: Tree, file: string, text: string): void {
  if (!tree.exists(file)) tree.write(file, text);
}

function writeManifest(tree: Tree, { draft, manifest }: Plan): void {
  const file = manifestPath(manifest.name);
  const before = tree.read(file, 'utf-8');
  if (before !== null && JSON.stringify(JSON.parse(before)) === JSON.stringify(draft)) return;
  tree.write(file, `${JSON.stringify(draft, null, 2)}\n`);
}

/** Everything of a pipeline that is not derived. */
function teamFiles(tree: Tree, name: string): string[] {
  const { contracts, spark } = layoutOf(name);
  const files: string[] = [];
  for (const root of [contracts, spark]) visitNotIgnoredFiles(tree, root, (file) => files.push(file));
  return files.filter((file) => !file.startsWith(`${contracts}/derived/`)).sort();
}
