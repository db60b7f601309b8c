import type { PipelineManifest } from '@clickstream/pipeline';
import { formatDuration } from '../../duration';

interface State {
  readonly manifest: PipelineManifest;
  readonly events: readonly string[];
}

/** Changes that would lose data or leave records without a contract, each with its remedy. */
export function lossesBetween(before: State, after: State): string[] {
  const was = before.manifest.topic;
  const becomes = after.manifest.topic;
  const removed = before.events.filter((event) => !after.events.includes(event));
  const added = after.events.filter((event) => !before.events.includes(event));
  return [
    ...(becomes.partitions < was.partitions
      ? [
          `partitions: ${was.partitions} cannot become ${becomes.partitions}: Kafka would have to delete partitions ` +
            'with their records. Remedy: keep them, or make a pipeline under another name and move the producers',
        ]
      : []),
    ...(becomes.retentionMs < was.retentionMs
      ? [
          `retention: ${formatDuration(was.retentionMs)} cannot become ${formatDuration(becomes.retentionMs)}: Kafka ` +
            'would delete records at once that a query may not have read. Remedy: see that every query is up to date, ' +
            'edit topic.retentionMs in pipeline.json, then apply it with producer topics apply --accept-loss retention.ms',
        ]
      : []),
    ...removed.map(
      (event) =>
        `events: ${event} cannot go: its records would all be set aside. Remedy: keep the definition as long as ` +
        'producers may send it; leave --events out to keep all',
    ),
    ...added.map(
      (event) =>
        `events: ${event} is new, and events of a pipeline that exists are the team's own. Remedy: write ` +
        `src/events/${event.replaceAll('_', '-')}.ts like its neighbours and list it in src/index.ts`,
    ),
  ];
}
