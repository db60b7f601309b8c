import { readActions, readWorkflow, readWorkflows, usesIn } from './workflows';

const workflows = readWorkflows();
const actions = readActions();
const jobs = workflows.flatMap(({ file, jobs }) =>
  Object.entries(jobs).map(([name, job]) => ({ file, name, job })),
);
const steps = [
  ...jobs.flatMap(({ file, job }) => (job.steps ?? []).map((step) => ({ file, step }))),
  ...actions.flatMap(({ file, steps }) => steps.map((step) => ({ file, step }))),
];
const uses = [...workflows, ...actions].flatMap(({ file }) => usesIn(file).map((use) => ({ file, ...use })));

/** A script of this repository or a command of Nx, alone: what CI does can be done on any machine. */
const OURS = /^(npx nx |npm (test|run) |node (tools|dist\/apps)\/|\.ci\/)[^;&|\n]*$/;

it.each(steps.filter(({ step }) => step.run !== undefined))(
  '$file runs only what anybody can run: $step.run',
  ({ step }) => {
    expect(step.run).toMatch(OURS);
    // An expression becomes part of the script before a shell sees it.
    expect(step.run).not.toContain('${{');
  },
);

it.each(uses.filter(({ uses }) => !uses.startsWith('$/')))(
  '$file takes $uses by its commit, with the version beside it',
  ({ uses, comment }) => {
    expect(uses).toMatch(/^[\w.-]+(\/[\w.-]+)+@[0-9a-f]{40}$/);
    expect(comment).toMatch(/^v\d+\.\d+\.\d+$/);
  },
);

it('takes one commit of each action everywhere', () => {
  const commits = new Map<string, Set<string>>();
  for (const { uses: use } of uses) {
    const [action = '', commit = ''] = use.split('@');
    commits.set(action, (commits.get(action) ?? new Set()).add(commit));
  }
  expect([...commits].filter(([, found]) => found.size > 1)).toEqual([]);
});

it.each(workflows)('$file grants nothing to a job that does not ask', ({ permissions, concurrency }) => {
  expect(permissions).toEqual({});
  expect(concurrency).toBeDefined();
});

it.each(jobs)('$file: job $name says what it may do and how long', ({ job }) => {
  expect(job.permissions).toBeDefined();
  if (!job.uses) expect(job['timeout-minutes']).toBeGreaterThan(0);
});

it('gives credentials only to jobs behind an environment of GitHub', () => {
  const open = jobs.filter(({ job }) => job.permissions?.['id-token'] === 'write' && !job.environment);
  expect(open.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
});

it('lets no job of CI pass the gate unseen', () => {
  const { jobs: ci } = readWorkflow('.github/workflows/ci.yml');
  expect(ci['gate']?.if).toBe('${{ always() }}');
  expect(ci['gate']?.needs).toEqual(Object.keys(ci).filter((name) => name !== 'gate'));
});

it('takes on a second role without tags, because no role of ours may be given any', () => {
  const chained = steps.filter(({ step }) => step.with?.['role-chaining'] !== undefined);
  expect(chained).not.toEqual([]);
  for (const { step } of chained) expect(step.with?.['role-skip-session-tagging']).toBe(true);
});

it('changes only stacks that CI may, and lets their plans lie about for a day', () => {
  const { on, jobs: infra } = readWorkflow('.github/workflows/infra.yml');
  expect(on).toMatchObject({
    workflow_dispatch: {
      inputs: { stack: { options: ['storage', 'msk', 'emr', 'pipeline'], required: true } },
    },
  });
  const saved = infra['plan']?.steps?.filter(({ with: input }) => input?.['path'] === 'plans');
  expect(saved?.map(({ with: input }) => input?.['retention-days'])).toEqual([1]);
});
