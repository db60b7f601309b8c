import { partitionOf } from '@clickstream/kafka';
import { dials, type Dials } from './traffic/dials';
import type { TrafficRecord } from './traffic/record';
import { Traffic, type TrafficOptions } from './traffic/traffic';

/** Traffic with a great deal wrong in it, so that little of it shows all. */
export const VERY_DIRTY: Dials = dials({
  exact: 0.05,
  resent: 0.05,
  conflict: 0.05,
  elsewhere: 0.05,
  late: 0.05,
  future: 0.05,
  edge: 0.05,
  malformed: 0.1,
});

export function trafficOf(options: Partial<TrafficOptions> = {}): TrafficRecord[] {
  const traffic = new Traffic({
    seed: 1,
    events: 5_000,
    durationMs: 6 * 3_600_000,
    dials: VERY_DIRTY,
    partitions: 4,
    partitionOf,
    latenessMs: 24 * 3_600_000,
    futureMs: 300_000,
    ...options,
  });
  const records: TrafficRecord[] = [];
  for (let record = traffic.next(); record; record = traffic.next()) records.push(record);
  return records;
}
