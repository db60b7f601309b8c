/**
 * Answers many questions on one reading of the project graph, which is what costs the seconds: which projects a change
 * affects, as `nx show projects --affected`, and which files a task reads, as `nx show target inputs`. Questions come
 * on stdin, answers go to stdout, as JSON.
 */
import { readFileSync } from 'node:fs';
import { createProjectGraphAsync, workspaceRoot, type ProjectGraph } from '@nx/devkit';
import { readNxJson } from 'nx/src/config/nx-json';
import { HashPlanInspector } from 'nx/src/hasher/hash-plan-inspector';
import { filterAffected } from 'nx/src/project-graph/affected/affected-project-graph';
import { calculateFileChanges, defaultFileRead, readPackageJson } from 'nx/src/project-graph/file-utils';

export interface Change {
  /** Path from the workspace; a file that does not exist counts as deleted. */
  readonly file: string;
  /** What was in a lock file before. */
  readonly before?: string;
}

export interface Questions {
  readonly changes: readonly Change[];
  /** Like `schema:test`. */
  readonly tasks: readonly string[];
}

export interface Answers {
  /** By change, the names of projects, sorted. */
  readonly affected: readonly (readonly string[])[];
  /** By task, paths from the workspace. */
  readonly files: readonly (readonly string[])[];
}

async function affectedBy(graph: ProjectGraph, { file, before }: Change): Promise<string[]> {
  const read = (path: string, revision: string | void): string =>
    (revision === 'base' ? before : undefined) ?? defaultFileRead(path) ?? '';
  const touched = calculateFileChanges([file], { base: 'base', head: 'head' }, read);
  const { nodes } = await filterAffected(
    graph,
    touched,
    readNxJson(workspaceRoot),
    readPackageJson(workspaceRoot),
  );
  return Object.keys(nodes).sort();
}

async function answer({ changes, tasks }: Questions): Promise<Answers> {
  const graph = await createProjectGraphAsync();
  const inspector = new HashPlanInspector(graph);
  await inspector.init();
  const affected: string[][] = [];
  for (const change of changes) affected.push(await affectedBy(graph, change));
  const files = tasks.map((task) => {
    const [project = '', target = ''] = task.split(':');
    return inspector.inspectTaskInputs({ project, target })[task]?.files ?? [];
  });
  return { affected, files };
}

void answer(JSON.parse(readFileSync(0, 'utf8')) as Questions).then((answers) =>
  process.stdout.write(JSON.stringify(answers), () => process.exit(0)),
);
