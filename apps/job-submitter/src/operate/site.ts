import type { PlatformConfig } from '@clickstream/config';
import { connectBackend } from '../backend/connect';
import type { Backend } from '../backend/backend';
import type { LocalPlace } from '../backend/local/request';
import { Artifacts } from '../store/artifacts';
import { Control, controlFolder } from '../store/control';
import type { ObjectStore } from '../store/object-store';
import { Runs } from '../store/runs';
import { connectStore } from '../store/s3';

/** One pipeline in one environment, with everything that is known and can be done there. */
export interface Site {
  readonly pipeline: string;
  readonly config: PlatformConfig;
  readonly store: ObjectStore;
  readonly artifacts: Artifacts;
  /** What was submitted; of the stream, or of a step that runs beside it. */
  readonly runs: Runs;
  /** Lease and orders of the same. */
  readonly control: Control;
  readonly backend: Backend;
  /** Tells a person what goes on. */
  readonly say: (line: string) => void;
}

export interface SiteOptions {
  readonly config: PlatformConfig;
  readonly pipeline: string;
  readonly place: LocalPlace;
  readonly step?: string;
  readonly say: (line: string) => void;
}

/** Opens a site, lets some work be done there, and closes it. */
export async function withSite<T>(options: SiteOptions, work: (site: Site) => Promise<T>): Promise<T> {
  const { config, pipeline, step, say } = options;
  const store = await connectStore(config);
  const backend = connectBackend(config, options.place, store);
  try {
    return await work({ pipeline, config, store, backend, say, ...partsOf(store, config, pipeline, step) });
  } finally {
    backend.close();
    store.close();
  }
}

/** What lies in the store about a pipeline. */
export function partsOf(
  store: ObjectStore,
  { storage }: Pick<PlatformConfig, 'storage'>,
  pipeline: string,
  step?: string,
): Pick<Site, 'artifacts' | 'runs' | 'control'> {
  const folder = controlFolder(storage.checkpoints, pipeline, step);
  return {
    artifacts: new Artifacts(store, storage.artifacts),
    runs: new Runs(store, folder),
    control: new Control(store, folder),
  };
}
