import type { Tree } from '@nx/devkit';
import Table from 'cli-table3';
import { formatDuration } from '../../duration';
import { layoutOf } from '../../graph/layout';
import { definedEvents, pipelinesOf } from '../../pipelines';

/** Prints the pipelines of the repository, sorted by name. */
export default function pipelineList(tree: Tree, { json = false }: { readonly json?: boolean }): void {
  const pipelines = pipelinesOf(tree).map((manifest) => ({
    ...manifest,
    events: definedEvents(tree, manifest.name),
    root: layoutOf(manifest.name).contracts,
  }));
  process.stdout.write(`${json ? JSON.stringify(pipelines, null, 2) : render(pipelines)}\n`);
}

type Listed = ReturnType<typeof pipelinesOf>[number] & { readonly events: readonly string[] };

function render(pipelines: readonly Listed[]): string {
  const table = new Table({
    head: ['pipeline', 'owner', 'partitions', 'kept for', 'events'],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { name, owner, topic, events } of pipelines)
    table.push([name, owner, topic.partitions, formatDuration(topic.retentionMs), events.join(', ')]);
  return table.toString();
}
