import { partitionOf } from '@clickstream/kafka';
import { dials } from '../src/simulate/traffic/dials';
import { Traffic } from '../src/simulate/traffic/traffic';

export const PARTITIONS = 4;

/** A day of traffic with nothing wrong in it: the contract takes every record. */
export function openTraffic(events: number): Traffic {
  return new Traffic({
    seed: 1,
    events,
    durationMs: 24 * 3_600_000,
    dials: dials({}, true),
    partitions: PARTITIONS,
    partitionOf,
    latenessMs: 24 * 3_600_000,
    futureMs: 300_000,
  });
}
