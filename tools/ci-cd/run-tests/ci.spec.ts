/** The steps of ci.yml, typed out of the file, in a clone of this workspace: what runs after a change, and what not. */
import { ScratchClone } from '@clickstream/scratch-clone';
import { readWorkflow, type Job } from '../workflow-tests/workflows';
import { runJob, type Ran } from './run-job';

const { jobs } = readWorkflow('.github/workflows/ci.yml');
const clone = new ScratchClone();
const base = clone.git('rev-parse', 'HEAD').trim();
afterEach(() => {
  clone.git('reset', '--quiet', '--hard', base);
  clone.git('clean', '--quiet', '-fd');
});
afterAll(() => clone.remove());

const job = (name: string): Job => jobs[name] as Job;
const WHOLE_REPOSITORY = ['docs-tests', 'house-rules', 'workspace-tests'];

/** Commits a file with something behind its end. */
function touch(file: string, more: string): void {
  clone.write(file, clone.read(file) + more);
  clone.commit(`touch ${file}`);
}

/** The projects whose task of this name ran. */
const projects = ({ tasks }: Ran, target: string): string[] =>
  tasks.filter((task) => task.endsWith(`:${target}`)).map((task) => task.split(':')[0] as string);

it('a page: no end-to-end test, no stack, no image, and the gate opens', () => {
  touch('README.md', '\nMore.\n');
  const ran = Object.fromEntries(
    ['e2e', 'infra', 'images'].map((name) => [name, runJob(clone, job(name), base)]),
  );
  for (const [name, { result, tasks, docker, output }] of Object.entries(ran)) {
    expect({ name, result, output }).toMatchObject({ result: 'success' });
    // Set-up builds the apps.
    expect(tasks.filter((task) => !task.endsWith(':build'))).toEqual([]);
    expect(docker).toEqual([]);
  }
  expect(runJob(clone, job('gate'), base, ran).result).toBe('success');
});

it('one app: its own checks and those of what depends on it, and one image', () => {
  touch('apps/producer/src/main.ts', '// More.\n');
  const checks = runJob(clone, job('checks'), base);
  expect(checks).toMatchObject({ failed: [], result: 'success' });
  const tested = [...WHOLE_REPOSITORY, 'platform', 'producer'].sort();
  expect(projects(checks, 'test')).toEqual(tested);
  for (const target of ['lint', 'typecheck'])
    expect(projects(checks, target)).toEqual([...tested, 'proof-tests'].sort());
  expect(projects(checks, 'check')).toEqual(['house-rules']);
  // No event changed.
  expect(projects(checks, 'schema-check')).toEqual([]);

  const images = runJob(clone, job('images'), base);
  expect(images).toMatchObject({ failed: [], result: 'success' });
  expect(projects(images, 'image')).toEqual(['producer']);
  expect(images.docker).toHaveLength(1);
  expect(images.docker[0]).toContain('--file docker/producer.Dockerfile');
});

it('a contract: the images that carry it', () => {
  const contract = 'libs/pipelines/clickstream/derived/contract.json';
  clone.write(contract, clone.read(contract).trimEnd());
  clone.commit('a contract without its last line end');
  const images = runJob(clone, job('images'), base);
  expect(images).toMatchObject({ failed: [], result: 'success' });
  expect(projects(images, 'image').sort()).toEqual(['job-submitter', 'producer', 'snowflake-loader']);
});

it('a contract that breaks somebody: red, and the gate stays closed', () => {
  const event = 'libs/pipelines/clickstream/src/events/page-view.ts';
  const text = clone.read(event);
  clone.write(event, text.replace(/status: optional\((.*)\),/, 'status: $1,'));
  expect(clone.changes()).toEqual([` M ${event}`]);
  clone.commit('a field that all must send');
  const steps = (job('checks').steps ?? []).filter(({ uses, run }) => uses || run?.includes('schema-check'));
  const checks = runJob(clone, { ...job('checks'), steps }, base);
  expect(checks).toMatchObject({ failed: ['pipeline-clickstream:schema-check'], result: 'failure' });
  expect(projects(checks, 'schema-check')).toEqual(['pipeline-clickstream']);
  expect(checks.output).toContain('REFUSED');
  expect(checks.output).toMatch(/page_view \S+ -> 2\.0\.0 \(major, refused\)/);
  expect(runJob(clone, job('gate'), base, { checks }).result).toBe('failure');
});
