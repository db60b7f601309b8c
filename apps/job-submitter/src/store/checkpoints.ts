import type { ObjectStore } from './object-store';

/** How far a query is, by its checkpoint. */
export interface Position {
  readonly query: string;
  readonly checkpoint: string;
  /** Newest batch that was completed; null before the first. */
  readonly batch: number | null;
  /** Since it was completed, in seconds. */
  readonly ageSeconds: number | null;
  /** Other versions of the checkpoint that have been used, like `v1`. */
  readonly others: readonly string[];
}

/** Reads where each query would go on. @param checkpoints By query, from a plan. */
export function positionsOf(
  store: ObjectStore,
  checkpoints: Readonly<Record<string, string>>,
): Promise<Position[]> {
  return Promise.all(
    Object.entries(checkpoints).map(async ([query, checkpoint]) => {
      const [, parent = '', version = ''] = /^(.*\/)([^/]+)$/.exec(checkpoint) ?? [];
      const versions = await store.list(parent);
      const others = versions.filter((name) => /^v\d+\/$/.test(name)).map((name) => name.slice(0, -1));
      const batches = (await store.list(`${checkpoint}/commits/`))
        .filter((name) => /^\d+$/.test(name))
        .map(Number);
      const batch = batches.length > 0 ? Math.max(...batches) : null;
      const commit = batch === null ? undefined : await store.read(`${checkpoint}/commits/${batch}`);
      return {
        query,
        checkpoint,
        batch,
        ageSeconds: commit?.ageSeconds ?? null,
        others: others.filter((name) => name !== version),
      };
    }),
  );
}
