import { openProofStore } from '../src/reconcile/buckets';
import type { World } from './world';

const BATCH = /^job=clickstream\/query=(\w+)\/v1\/(offsets|commits)\/(\d+)$/;

/** Queries that have begun a batch and not completed it, as Spark's own files say. */
export async function unfinished(world: World): Promise<string[]> {
  const store = await openProofStore(world.config);
  try {
    const newest = { offsets: new Map<string, number>(), commits: new Map<string, number>() };
    for (const key of await store.list('job=clickstream/')) {
      const [, query = '', kind, batch] = BATCH.exec(key) ?? [];
      if (kind !== 'offsets' && kind !== 'commits') continue;
      newest[kind].set(query, Math.max(Number(batch), newest[kind].get(query) ?? -1));
    }
    return [...newest.offsets].flatMap(([query, begun]) =>
      begun > (newest.commits.get(query) ?? -1) ? [query] : [],
    );
  } finally {
    store.close();
  }
}
