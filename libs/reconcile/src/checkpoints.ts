import { PlatformError } from '@clickstream/errors';

/** What is read of the store of checkpoints; keys are relative to the root of the checkpoints. */
export interface CheckpointStore {
  /** All keys below a prefix. */
  list(prefix: string): Promise<string[]>;
  read(key: string): Promise<string>;
}

/** Per partition, the offset up to which records are dealt with. */
export type Horizon = ReadonlyMap<number, number>;

/** The queries that read the topic; the others read the table that one of these writes. */
const FROM_TOPIC = ['raw', 'events', 'set_aside'] as const;

/**
 * How far all queries have committed: per partition the least end offset. Beyond it records are in flight.
 *
 * @returns undefined when a query has committed nothing yet.
 * @throws PlatformError CHECKPOINT_UNREADABLE
 */
export async function committedHorizon(
  store: CheckpointStore,
  pipeline: string,
): Promise<Horizon | undefined> {
  const ends: Record<string, number>[] = [];
  for (const query of FROM_TOPIC) {
    const committed = await endOffsets(store, `job=${pipeline}/query=${query}/`);
    if (!committed) return undefined;
    ends.push(committed);
  }
  const seenByAll = Object.keys(ends[0] ?? {}).filter((partition) => ends.every((end) => partition in end));
  return new Map(
    seenByAll.map((partition) => [
      Number(partition),
      Math.min(...ends.map((end) => end[partition] as number)),
    ]),
  );
}

/** End offsets of the newest committed batch of a query, by partition. */
async function endOffsets(store: CheckpointStore, root: string): Promise<Record<string, number> | undefined> {
  const commits = (await store.list(root))
    .map((key) => /^v(\d+)\/commits\/(\d+)$/.exec(key.slice(root.length)))
    .filter((match) => match !== null)
    .map(([, version, batch]) => ({ version: Number(version), batch: Number(batch) }))
    .sort((a, b) => a.version - b.version || a.batch - b.batch);
  const newest = commits.at(-1);
  if (!newest) return undefined;
  const key = `${root}v${newest.version}/offsets/${newest.batch}`;
  return offsetsOf(await store.read(key), key);
}

/** Spark's offset log, version 1: a line with the version, one of metadata, one of JSON per source. */
function offsetsOf(text: string, key: string): Record<string, number> {
  const [version, , source] = text.split('\n');
  if (version !== 'v1' || source === undefined) throw unreadable(key, 'not an offset log of version 1');
  const topics = Object.values(JSON.parse(source) as Record<string, Record<string, number>>);
  if (topics.length !== 1 || !topics[0]) throw unreadable(key, 'not the offsets of one topic');
  return topics[0];
}

function unreadable(key: string, why: string): PlatformError {
  return new PlatformError({
    code: 'CHECKPOINT_UNREADABLE',
    message: `a checkpoint of the stream cannot be read: ${why}`,
    where: key,
    next: 'check that the job and this command have the same release',
  });
}
