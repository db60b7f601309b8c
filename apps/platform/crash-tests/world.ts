import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobFolder, jobProgressSchema, type JobProgress } from '@clickstream/pipeline';
import { run, runJson, start, status, type Running } from '../e2e/command';
import type { Status } from '../src/commands/status';
import type { ReconciliationResult } from '../src/reconcile/result';

const DEADLINE_MS = 240_000;

/** What must become of records; without a folder none of them is curated. */
export interface Truth {
  readonly folder?: string;
  readonly fates: Readonly<Record<string, number>>;
}

interface Simulated {
  readonly truth: Truth;
}

/** A platform with real Kafka, S3 and Spark in a folder of its own, and the truth of everything that was sent to it. */
export class World {
  readonly truths: Truth[] = [];
  /** Home of a job on another machine. */
  readonly elsewhere: string;

  private constructor(
    private readonly folder: string,
    readonly home: string,
  ) {
    this.elsewhere = join(folder, 'elsewhere');
  }

  static async start(): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), 'stream-crash-'));
    const world = new World(folder, join(folder, 'home'));
    await world.up();
    return world;
  }

  /** Starts what does not run; ports stay the same, so that clients find it again. */
  async up(): Promise<void> {
    const { code, stderr } = await run('platform', ['up'], this.home);
    if (code !== 0) throw new Error(stderr);
  }

  async stop(): Promise<void> {
    await run('platform', ['down', '--purge'], this.home);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Sends a simulated day of dirty traffic; `seconds` spread it, else it comes at once. */
  async simulate(seed: number, events: number, seconds?: number): Promise<void> {
    const args = [
      'simulate',
      '--events',
      `${events}`,
      '--seed',
      `${seed}`,
      '--truth',
      join(this.folder, `truth-${seed}`),
    ];
    if (seconds !== undefined) args.push('--duration', '1d', '--speed', `${Math.ceil(86_400 / seconds)}`);
    this.truths.push((await runJson<Simulated>('producer', args, this.home)).truth);
  }

  /** A job that streams until somebody ends it. */
  stream(env: NodeJS.ProcessEnv = {}): Running {
    // What the one before said must not be taken for the word of this one.
    rmSync(jobFolder(this.home, 'clickstream').progress, { force: true });
    return start('job-submitter', ['run', '--local'], this.home, env);
  }

  /** The same job on another machine, which knows of this one only what the stores say. */
  streamElsewhere(): Running {
    mkdirSync(this.elsewhere, { recursive: true });
    copyFileSync(join(this.home, 'endpoints.json'), join(this.elsewhere, 'endpoints.json'));
    return start('job-submitter', ['run', '--local'], this.elsewhere);
  }

  /** Runs the job over all that is there, and loads the warehouse. */
  async drain(): Promise<void> {
    await runJson('job-submitter', ['run', '--local', '--drain'], this.home);
    await runJson('snowflake-loader', ['load', '--once'], this.home);
  }

  reconcile(): Promise<ReconciliationResult> {
    return runJson('platform', ['reconcile'], this.home);
  }

  status(): Promise<Status> {
    return status(this.home);
  }

  /** What the running job last said; nothing before its first word. */
  progress(home = this.home): JobProgress | undefined {
    try {
      const file = jobFolder(home, 'clickstream').progress;
      return jobProgressSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Looks again and again until there is an answer. */
  async until<T>(
    what: string,
    look: () => Promise<T | undefined> | T | undefined,
    ms = DEADLINE_MS,
  ): Promise<T> {
    const deadline = performance.now() + ms;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (performance.now() > deadline) throw new Error(`${what}: not within ${ms / 1000} s`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The driver of the job, once it has finished a batch. */
  async driverAtWork(): Promise<number> {
    await this.until('a first batch', () => this.progress()?.queries.length || undefined);
    return this.driver();
  }

  /** The driver of the job that runs. */
  driver(): number {
    return (JSON.parse(readFileSync(jobFolder(this.home, 'clickstream').job, 'utf8')) as { pid: number }).pid;
  }

  /** Kills a service of the platform as a power cut would. */
  async kill(service: string): Promise<void> {
    const { pid } = (await this.status()).services.find((one) => one.name === service) ?? {};
    if (!pid) throw new Error(`${service} does not run`);
    process.kill(pid, 'SIGKILL');
  }
}
