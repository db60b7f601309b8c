import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Observer } from './observer';

/** Seconds that a unit of work may take; the last is where a person should look. */
const UNIT_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** What a loader that follows the lake tells Prometheus. */
export interface Metrics extends Observer {
  readonly registry: Registry;
  /** All that the lake had is loaded. */
  looked(): void;
  /** @param code Of a PlatformError: a closed list, so the number of series stays small. */
  failed(code: string): void;
}

export function createMetrics(pipeline: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ pipeline });
  collectDefaultMetrics({ register: registry });
  const common = { registers: [registry], labelNames: ['table'] as const };
  const count = (name: string, help: string): Counter<'table'> =>
    new Counter({ name: `loader_${name}`, help, ...common });
  const gauge = (name: string, help: string): Gauge<'table'> =>
    new Gauge({ name: `loader_${name}`, help, ...common });
  const pendingSnapshots = gauge('pending_snapshots', 'Snapshots of the lake that are not loaded.');
  const pendingRows = gauge('pending_rows', 'Rows of those snapshots.');
  const newest = gauge('newest_loaded_timestamp_seconds', 'When the newest loaded snapshot was committed.');
  const units = count('units_total', 'Transactions.');
  const snapshotsLoaded = count('snapshots_loaded_total', 'Snapshots that were loaded.');
  const unitSeconds = new Histogram({
    ...{ name: 'loader_unit_seconds', help: 'From the first file copied to the commit.' },
    ...{ ...common, buckets: UNIT_SECONDS },
  });
  const changed = new Counter({
    ...{ name: 'loader_rows_changed_total', help: 'Rows that transactions inserted, updated or deleted.' },
    ...{ registers: [registry], labelNames: ['table', 'change'] as const },
  });
  const failures = new Counter({
    ...{ name: 'loader_failures_total', help: 'Tries that failed, by error code.' },
    ...{ registers: [registry], labelNames: ['code'] as const },
  });
  const lastSuccess = new Gauge({
    ...{ name: 'loader_last_success_timestamp_seconds', help: 'When all that the lake had was loaded.' },
    registers: [registry],
  });
  return {
    registry,
    looked: () => lastSuccess.setToCurrentTime(),
    failed: (code) => failures.inc({ code }),
    pending(table, { snapshots, rows }) {
      pendingSnapshots.set({ table }, snapshots);
      pendingRows.set({ table }, rows);
    },
    applied(table, { snapshots, rows, changes, seconds }) {
      units.inc({ table });
      unitSeconds.observe({ table }, seconds);
      snapshotsLoaded.inc({ table }, snapshots.length);
      pendingSnapshots.dec({ table }, snapshots.length);
      pendingRows.dec({ table }, rows);
      for (const change of ['inserted', 'updated', 'deleted'] as const)
        changed.inc({ table, change }, changes[change]);
      const last = snapshots.at(-1);
      if (last) newest.set({ table }, last.committedAtMs / 1000);
    },
  };
}
