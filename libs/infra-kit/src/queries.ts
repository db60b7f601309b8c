/**
 * The streaming queries of every pipeline, and what of them can go wrong. Query `events` writes table
 * `events_<pipeline>`. Source: docs/architecture.md.
 */
export const QUERIES = [
  { name: 'raw', readsTopic: true, hasWatermark: false },
  { name: 'events', readsTopic: true, hasWatermark: true },
  { name: 'set_aside', readsTopic: true, hasWatermark: false },
  { name: 'sessions', readsTopic: false, hasWatermark: true },
  { name: 'metrics_minute', readsTopic: false, hasWatermark: true },
] as const;
