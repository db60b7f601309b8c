import type { LakeWriter } from './lake-writer';
import type { LoaderCommand } from './loader';
import { onFile } from './warehouse-file';
import type { World } from './world';

/** The world of a suite, once it is up. */
export type Worldly = () => World;

/** Snapshots of 40 events and 5 records set aside each. */
export async function fill(lake: LakeWriter, snapshots: number): Promise<void> {
  for (let one = 0; one < snapshots; one += 1) {
    await lake.append('events', one * 40, 40);
    await lake.append('set_aside', one * 5, 5);
  }
}

/** The warehouse holds what the lake does, and readers see so many events. */
export async function expectEqual(loader: LoaderCommand, events: number): Promise<void> {
  expect(await loader.verify()).toMatchObject({ equal: true });
  expect(await eventsSeen(loader)).toBe(events);
}

export async function eventsSeen(loader: LoaderCommand): Promise<unknown> {
  const [count] = await onFile(loader.readers, 'SELECT count(*)::INT FROM clickstream.events', true);
  return count;
}
