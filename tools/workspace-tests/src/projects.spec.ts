import { readProjects, type Project } from './nx';

const projects = readProjects();
const all = [...projects.values()];

const TYPES = ['type:app', 'type:lib', 'type:pipeline', 'type:tool'];
const SCOPES = ['scope:platform', 'scope:pipeline'];

/** Everything a project is built on, through any number of steps. */
function reach(name: string, seen = new Set<string>()): Set<string> {
  for (const next of projects.get(name)?.dependencies ?? []) {
    if (seen.has(next)) continue;
    seen.add(next);
    reach(next, seen);
  }
  return seen;
}

const has = (project: Project | undefined, tag: string): boolean => project?.tags.includes(tag) ?? false;

it.each(['producer', 'job-submitter', 'snowflake-loader'])(
  '%s depends on the schema and the config',
  (app) => {
    expect([...reach(app)]).toEqual(expect.arrayContaining(['schema', 'config']));
  },
);

it.each(all)('$name says what it is and whose it is', ({ tags }) => {
  expect(tags.filter((tag) => TYPES.includes(tag))).toHaveLength(1);
  expect(tags.filter((tag) => SCOPES.includes(tag))).toHaveLength(1);
});

it('lets no part of the platform depend on one pipeline, in any language', () => {
  // Apps bundle all pipelines by discovery; libraries and the shared Spark code must not know any.
  const wrong = all
    .filter((project) => has(project, 'type:lib'))
    .flatMap(({ name, dependencies }) =>
      dependencies
        .filter((next) => has(projects.get(next), 'scope:pipeline'))
        .map((next) => `${name} -> ${next}`),
    );
  expect(wrong).toEqual([]);
});

it('lets no pipeline depend on another', () => {
  const pipelineOf = (project: Project | undefined): string | undefined =>
    project?.tags.find((tag) => tag.startsWith('pipeline:'));
  const wrong = all.flatMap((project) =>
    project.dependencies
      .map((next) => projects.get(next))
      .filter((next) => pipelineOf(project) && pipelineOf(next) && pipelineOf(next) !== pipelineOf(project))
      .map((next) => `${project.name} -> ${next?.name}`),
  );
  expect(wrong).toEqual([]);
});

it.each(all)('$name declares what its cached targets read', ({ targets }) => {
  const cached = Object.entries(targets).filter(([, target]) => target.cache);
  expect(cached.filter(([, { inputs }]) => !inputs?.length).map(([name]) => name)).toEqual([]);
});

it.each(all)(
  '$name declares the reports that its tests write, so that a replayed run still counts',
  ({ targets }) => {
    const reporting = Object.entries(targets).filter(([name]) => /^(test|e2e)(-|$)/.test(name));
    expect(reporting.filter(([, { outputs }]) => !outputs?.length).map(([name]) => name)).toEqual([]);
  },
);
