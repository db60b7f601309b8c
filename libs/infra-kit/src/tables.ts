import { namesOf } from '@clickstream/pipeline';

/** The streaming queries of every pipeline, and what of them can go wrong. Source: docs/architecture.md. */
export const QUERIES = [
  { name: 'raw', readsTopic: true, hasWatermark: false },
  { name: 'events', readsTopic: true, hasWatermark: true },
  { name: 'set_aside', readsTopic: true, hasWatermark: false },
  { name: 'sessions', readsTopic: false, hasWatermark: true },
  { name: 'metrics_minute', readsTopic: false, hasWatermark: true },
] as const;

/** What a replay writes beside the table of that name. Source: spark/platform, replay.py. */
const REPLAYED = ['events', 'sessions', 'metrics_minute'];

/** Tables of a pipeline in the curated layer: those of its queries, of settle and of replay. */
export function curatedTables(pipeline: string): string[] {
  const { snake } = namesOf(pipeline);
  const live = [...QUERIES.map(({ name }) => name).filter((name) => name !== 'raw'), 'duplicates'];
  return [...live.map((name) => `${name}_${snake}`), ...REPLAYED.map((name) => `${name}_${snake}_replay`)];
}

export const rawTable = (pipeline: string): string => `raw_${namesOf(pipeline).snake}`;
