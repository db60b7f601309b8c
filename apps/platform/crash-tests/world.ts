import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlatformConfig } from '@clickstream/config';
import { jobFolder, jobProgressSchema, type JobProgress } from '@clickstream/pipeline';
import { run, runJson, start, type Outcome, type Running } from '../e2e/command';
import { homeConfig } from '../src/demo/inspect';
import { waitFor } from '@clickstream/host';
import { runningProcess } from '../src/host/process';
import { family, kill } from './processes';
import { openWorkbench, type Workbench } from '../src/workbench';

const PIPELINE = 'clickstream';
const DEADLINE_MS = 600_000;

/** Records by the fate that they must have. */
export type Fates = Readonly<Record<string, number>>;

interface LogLine {
  readonly event: string;
  /** Of a start: whether it begins with a batch that was begun before. */
  readonly again?: boolean;
}

/** A platform with real Kafka, S3 and Spark in a folder of its own, for one simulation whose truth is known. */
export class World {
  readonly bench: Workbench;
  /** Folder of the ground truth. */
  readonly truth: string;
  /** Home of a job on another machine. */
  readonly elsewhere: string;
  /** Of the simulation, once all of it was sent. */
  fates: Fates | undefined;

  private readonly jobs: Running[] = [];

  private constructor(private readonly folder: string) {
    this.bench = openWorkbench(join(folder, 'home'));
    this.truth = join(folder, 'truth');
    this.elsewhere = join(folder, 'elsewhere');
  }

  static async start(): Promise<World> {
    const world = new World(mkdtempSync(join(tmpdir(), 'stream-crash-')));
    await world.up();
    return world;
  }

  get home(): string {
    return this.bench.home.root;
  }

  get config(): PlatformConfig {
    return homeConfig(this.bench);
  }

  /** Starts what does not run; ports stay the same, so that clients find it again. */
  async up(): Promise<void> {
    await runJson('platform', ['up'], this.home);
  }

  /** Ends everything that was started here, also what was frozen. */
  async stop(): Promise<void> {
    const left = this.jobs.filter(
      ({ process: { exitCode, signalCode } }) => exitCode === null && !signalCode,
    );
    for (const pid of left.flatMap(({ process: { pid } }) => (pid ? family(pid) : []))) kill(pid);
    await run('platform', ['down', '--purge'], this.home);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Sends a simulated day of dirty traffic; `seconds` spread it, else it comes at once. */
  async simulate(seed: number, events: number, seconds?: number): Promise<void> {
    const pace = seconds === undefined ? [] : ['--speed', `${Math.ceil(86_400 / seconds)}`];
    await this.produce([...amount(seed, events), '--give-up-after', '900', ...pace]);
  }

  /**
   * Sends a simulated day, and its last records again: what a producer leaves that was killed before it wrote down how far
   * it was, and that was started again.
   */
  async simulateResumed(seed: number, events: number, again: number): Promise<void> {
    const file = join(this.folder, 'position.json');
    const args = [...amount(seed, events), '--position', file];
    await this.produce(args);
    const position = JSON.parse(readFileSync(file, 'utf8')) as { done: number };
    writeFileSync(file, JSON.stringify({ ...position, done: position.done - again }));
    await this.produce(args);
  }

  /** The same day as lines in a file, in the place of Kafka. */
  async simulateInto(file: string, seed: number, events: number): Promise<void> {
    await this.produce([...amount(seed, events), '--out', file]);
  }

  private async produce(args: readonly string[]): Promise<void> {
    const { truth } = await runJson<{ truth: { fates: Fates } }>(
      'producer',
      ['simulate', ...args, '--truth', this.truth],
      this.home,
    );
    this.fates = truth.fates;
  }

  /** A job that streams until somebody ends it. */
  stream(env: NodeJS.ProcessEnv = {}): Running {
    // What the one before said must not be taken for the word of this one.
    rmSync(jobFolder(this.home, PIPELINE).progress, { force: true });
    return this.started(start('job-submitter', ['run', '--local'], this.home, env));
  }

  /** The same job on another machine, which knows of this one only what the stores say. */
  streamElsewhere(): Running {
    mkdirSync(this.elsewhere, { recursive: true });
    copyFileSync(join(this.home, 'endpoints.json'), join(this.elsewhere, 'endpoints.json'));
    return this.started(start('job-submitter', ['run', '--local'], this.elsewhere));
  }

  private started(job: Running): Running {
    this.jobs.push(job);
    return job;
  }

  /** Runs the queries over all that is there. */
  drain(env: NodeJS.ProcessEnv = {}): Promise<JobProgress> {
    return runJson('job-submitter', ['run', '--local', '--drain'], this.home, env);
  }

  /** Runs the queries over all that is there, settles, and loads the warehouse. */
  async settle(): Promise<void> {
    await runJson('job-submitter', ['run', '--local', '--drain', '--settle', '--final'], this.home);
    await runJson('snowflake-loader', ['load', '--once'], this.home);
  }

  /** What the running job last said; nothing before its first word. */
  progress(home = this.home): JobProgress | undefined {
    const file = jobFolder(home, PIPELINE).progress;
    return existsSync(file) ? jobProgressSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  }

  /** Records that a query of the running job has read. */
  read(query: string): number {
    return this.progress()?.queries.find((one) => one.query === query)?.rows_read ?? 0;
  }

  /** What the queries of the running job wait for. */
  waiting(): string[] {
    return Object.values(this.progress()?.waiting ?? {});
  }

  /** All that the jobs have logged, here and elsewhere. */
  log(): string {
    const logs = [this.home, this.elsewhere].map((home) => jobFolder(home, PIPELINE).log);
    return logs.map((log) => (existsSync(log) ? readFileSync(log, 'utf8') : '')).join('');
  }

  /** Lines of the jobs' own log about one kind of event. */
  said(event: string): LogLine[] {
    return this.log()
      .split('\n')
      .filter((line) => line.startsWith('{"at": ') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as LogLine)
      .filter((line) => line.event === event);
  }

  /** Batches that were begun, cut off, and run again by the next start of their query. */
  batchesRunAgain(): number {
    return this.said('start').filter(({ again }) => again).length;
  }

  /** Looks again and again until there is an answer, and says what was waited for when none comes. */
  async until<T>(
    what: string,
    look: () => Promise<T | undefined> | T | undefined,
    timeoutMs = DEADLINE_MS,
  ): Promise<T> {
    const found = await waitFor(async () => look(), { timeoutMs, everyMs: 50 });
    if (found === undefined) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    return found;
  }

  /** Waits for a first batch of a job, and says why when the job ends instead. */
  async firstBatch(job: Running): Promise<void> {
    let end: Outcome | undefined;
    void job.outcome.then((outcome) => (end = outcome));
    await this.until('a first batch', () => {
      if (end) throw new Error(`the job ended with ${end.code} before its first batch:\n${end.stderr}`);
      return this.progress()?.queries.length || undefined;
    });
  }

  /** The driver of the job that runs. */
  driver(): number {
    return (JSON.parse(readFileSync(jobFolder(this.home, PIPELINE).job, 'utf8')) as { pid: number }).pid;
  }

  /** Kills a service of the platform as a power cut would. */
  kill(service: string): void {
    const id = runningProcess(this.bench.home.pidFile(service));
    if (!id) throw new Error(`${service} does not run`);
    process.kill(id.pid, 'SIGKILL');
  }
}

const amount = (seed: number, events: number): string[] => [
  '--events',
  `${events}`,
  '--duration',
  '1d',
  '--seed',
  `${seed}`,
];
