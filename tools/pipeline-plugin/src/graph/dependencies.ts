import {
  DependencyType,
  type CreateDependencies,
  type ProjectConfiguration,
  type RawProjectGraphDependency,
} from '@nx/devkit';
import { namesOf } from '@clickstream/pipeline';
import { INFRA_APP, SPARK_LIBRARY } from './layout';

/** The edges that no import shows, because they cross a language or are found by manifest. */
export const createDependencies: CreateDependencies = (_, { projects }) => edgesOf(projects);

/**
 * A Spark job reads the compiled contracts of its pipeline and uses the shared library; the infrastructure app makes
 * the stack of every pipeline.
 */
export function edgesOf(projects: Record<string, ProjectConfiguration>): RawProjectGraphDependency[] {
  return pipelinesIn(projects)
    .map(namesOf)
    .flatMap(({ project, sparkProject }): [string, string][] => [
      [sparkProject, project],
      [sparkProject, SPARK_LIBRARY],
      [INFRA_APP, project],
    ])
    .filter(([source, target]) => source in projects && target in projects)
    .map(([source, target]) => ({ source, target, type: DependencyType.implicit }));
}

const TAG = 'pipeline:';

function pipelinesIn(projects: Record<string, ProjectConfiguration>): string[] {
  const tags = Object.values(projects).flatMap((project) => project.tags ?? []);
  const names = tags.filter((tag) => tag.startsWith(TAG)).map((tag) => tag.slice(TAG.length));
  return [...new Set(names)].sort();
}
