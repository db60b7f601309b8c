import { formatDuration } from '../../duration';
import { layoutOf } from '../../graph/layout';
import type { Plan } from './plan';

/** The tables of every pipeline, each written by the query of its name, but `duplicates`, which `settle` writes. */
export const TABLES = ['raw', 'events', 'set_aside', 'duplicates', 'sessions', 'metrics_minute'] as const;
const QUERIES = TABLES.filter((table) => table !== 'duplicates');

/** What a call makes, in the words of the platform, beside the list of files that Nx prints. */
export function summaryOf(plan: Plan, kept: readonly string[]): string {
  const { manifest, events, isNew } = plan;
  const { name, topic, time, owner } = manifest;
  const { snake, project, sparkProject } = layoutOf(name);
  const rows = [
    ['owner', owner],
    [
      'topic',
      `${name}: ${topic.partitions} partitions, records kept for ${formatDuration(topic.retentionMs)}`,
    ],
    ['events', events.join(', ')],
    ['tables', TABLES.map((table) => `${table}_${snake}`).join(', ')],
    ['warehouse', `schema ${snake}`],
    ['queries', QUERIES.join(', ')],
    [
      'time',
      `late after ${formatDuration(time.latenessMs)}, sessions end after ${formatDuration(time.sessionGapMs)}, ` +
        `duplicates found within ${formatDuration(time.dedupHorizonMs)}`,
    ],
    ['stack', `${layoutOf(name).contracts}/infra/stack.ts`],
    ['projects', `${project}, ${sparkProject}`],
  ];
  return [
    `Pipeline ${name} (${isNew ? 'new' : 'exists'})`,
    ...rows.map(([key = '', value = '']) => `  ${key.padEnd(10)} ${value}`),
    ...(kept.length > 0 ? ['', `Kept, because the team owns them:`, ...kept.map((file) => `  ${file}`)] : []),
    '',
  ].join('\n');
}
