import { createMetrics } from './metrics';

const SNAPSHOT = { id: '2', sequence: 2, operation: 'append', committedAtMs: 5_000, files: 1, rows: 30 };

describe('the metrics of a loader', () => {
  it('count what is loaded and what is pending', async () => {
    const metrics = createMetrics('clickstream');
    metrics.pending('events', { snapshots: 3, rows: 50 });
    metrics.applied('events', {
      ...{ snapshots: [{ ...SNAPSHOT, id: '1' }, SNAPSHOT], rows: 30, seconds: 0.3 },
      changes: { inserted: 28, updated: 0, deleted: 0 },
    });
    metrics.failed('LAKE_UNREACHABLE');
    metrics.looked();
    const lines = (await metrics.registry.metrics()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'loader_pending_snapshots{table="events",pipeline="clickstream"} 1',
        'loader_pending_rows{table="events",pipeline="clickstream"} 20',
        'loader_newest_loaded_timestamp_seconds{table="events",pipeline="clickstream"} 5',
        'loader_units_total{table="events",pipeline="clickstream"} 1',
        'loader_snapshots_loaded_total{table="events",pipeline="clickstream"} 2',
        'loader_rows_changed_total{table="events",change="inserted",pipeline="clickstream"} 28',
        'loader_unit_seconds_count{pipeline="clickstream",table="events"} 1',
        'loader_failures_total{code="LAKE_UNREACHABLE",pipeline="clickstream"} 1',
      ]),
    );
    expect(lines.find((line) => line.startsWith('loader_last_success'))).toMatch(/ \d{10}/);
  });
});
