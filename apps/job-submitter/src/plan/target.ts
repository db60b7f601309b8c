import type { BundleManifest } from '../bundle/manifest';
import type { BackendKind, SparkSetting, Work } from './plan';

/** What every request is made of. */
export interface Job {
  /** What the run is called where it runs. */
  readonly name: string;
  readonly pipeline: string;
  readonly bundle: Pick<BundleManifest, 'version' | 'jars'>;
  /** Where the bundle lies in the artifacts. */
  readonly bundleUri: string;
  readonly work: Work;
}

/** A request as its backend takes it, and what it sets in Spark. */
export interface Prepared {
  readonly backend: BackendKind;
  /** Name of the cluster or application. */
  readonly target: string;
  readonly settings: Record<string, unknown>;
  readonly spark: readonly Omit<SparkSetting, 'by'>[];
  /** Made when all settings of Spark are known. */
  readonly input: Record<string, unknown>;
}
