import { basename, dirname } from 'node:path';
import { PIPELINES_DIR, namesOf, type PipelineNames } from '@clickstream/pipeline';

/** One manifest stands for both halves of a pipeline. */
export const MANIFESTS = `${PIPELINES_DIR}/*/pipeline.json`;

/** The PySpark library that all jobs share. */
export const SPARK_LIBRARY = 'spark-platform';
/** The app that finds the stack of every pipeline. */
export const INFRA_APP = 'infra';

/** Where the parts of a pipeline lie, relative to the workspace. */
export interface PipelineLayout extends PipelineNames {
  /** Manifest, contracts, fixtures, infrastructure. */
  readonly contracts: string;
  /** Spark job and its tests. */
  readonly spark: string;
  /** Page of the event catalog. */
  readonly catalog: string;
}

export function layoutOf(name: string): PipelineLayout {
  return {
    ...namesOf(name),
    contracts: `${PIPELINES_DIR}/${name}`,
    spark: `spark/pipelines/${name}`,
    catalog: `docs/events/${name}.md`,
  };
}

/** @param manifest Path of a `pipeline.json`. */
export const nameFromPath = (manifest: string): string => basename(dirname(manifest));
