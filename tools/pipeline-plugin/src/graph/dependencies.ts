import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DependencyType,
  type CreateDependencies,
  type CreateDependenciesContext,
  type ProjectConfiguration,
  type RawProjectGraphDependency,
} from '@nx/devkit';
import { namesOf } from '@clickstream/pipeline';
import { INFRA_APP, SPARK_LIBRARY } from './layout';
import { projectsReached } from './python-imports';

/** The edges that Nx does not see by itself, because they cross a language or are found by manifest. */
export const createDependencies: CreateDependencies = (_, context) => [
  ...edgesOf(context.projects),
  ...pythonEdges(context),
];

type Projects = Readonly<Record<string, ProjectConfiguration>>;

/**
 * A Spark job reads the compiled contracts of its pipeline and uses the shared library; the infrastructure app makes
 * the stack of every pipeline.
 */
export function edgesOf(projects: Projects): RawProjectGraphDependency[] {
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

/** What Python files say themselves, also where they should not. */
function pythonEdges({
  projects,
  filesToProcess,
  workspaceRoot,
}: CreateDependenciesContext): RawProjectGraphDependency[] {
  const pipelines = pipelinesIn(projects);
  return Object.entries(filesToProcess.projectFileMap).flatMap(([source, files]) =>
    files
      .filter(({ file }) => file.endsWith('.py'))
      .flatMap(({ file }) =>
        projectsReached(readFileSync(join(workspaceRoot, file), 'utf8'), pipelines)
          .filter((target) => target in projects && target !== source)
          .map((target) => ({ source, target, sourceFile: file, type: DependencyType.static })),
      ),
  );
}

const TAG = 'pipeline:';

function pipelinesIn(projects: Projects): string[] {
  const tags = Object.values(projects).flatMap((project) => project.tags ?? []);
  const names = tags.filter((tag) => tag.startsWith(TAG)).map((tag) => tag.slice(TAG.length));
  return [...new Set(names)].sort();
}
