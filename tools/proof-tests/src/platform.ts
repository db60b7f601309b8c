import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { loadConfig, resolveS3Keys, type PlatformConfig } from '@clickstream/config';
import { connectLake, downloadTable } from '@clickstream/lake';
import { startSparkSql, type SparkSql } from '@clickstream/lake-testing';
import { findPipeline } from '@clickstream/pipeline';
import { readCompiledContract } from '@clickstream/schema';

const WORKSPACE = join(__dirname, '../../..');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `reconcile --json` says, as far as the tests look at it. */
export interface Reconciliation {
  readonly clean: boolean;
  readonly ranges: readonly { readonly partition: number; readonly from: number; readonly to: number }[];
  readonly fates: { readonly raw: number; readonly curated: number };
  readonly derived: { readonly compared: number; readonly open: number };
  readonly findings: {
    readonly counts: Readonly<Record<string, number>>;
    readonly first: readonly {
      readonly kind: string;
      readonly table: string;
      readonly at: string;
      readonly detail: string;
    }[];
  };
}

/** A platform in a folder of its own, used as a person does: by its commands. */
export class Platform {
  private readonly folder = mkdtempSync(join(tmpdir(), 'proof-tests-'));
  private spark: SparkSql | undefined;

  get home(): string {
    return join(this.folder, 'home');
  }

  get warehouse(): string {
    return join(this.home, 'warehouse');
  }

  /** What readers of the warehouse open. */
  get readable(): string {
    return join(this.warehouse, 'warehouse.read.duckdb');
  }

  async run(app: string, ...args: string[]): Promise<Outcome> {
    const child = spawn(process.execPath, [join(WORKSPACE, 'dist/apps', app, 'main.js'), ...args], {
      cwd: WORKSPACE,
      env: { ...process.env, PLATFORM_HOME: this.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (out.stderr += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, ...out };
  }

  /** Runs a command that must succeed. */
  async done(app: string, ...args: string[]): Promise<Outcome> {
    const outcome = await this.run(app, ...args);
    if (outcome.code !== 0) throw new Error(`${app} ${args.join(' ')}: ${outcome.code}\n${outcome.stderr}`);
    return outcome;
  }

  async reconcile(...args: string[]): Promise<{ code: number | null; said: Reconciliation }> {
    const { code, stdout, stderr } = await this.run('platform', 'reconcile', '--json', ...args);
    if (stdout === '') throw new Error(stderr);
    return { code, said: JSON.parse(stdout) as Reconciliation };
  }

  /** Runs one statement on the lake; `$raw`, `$events` .. are its tables. */
  async sql(statement: string): Promise<void> {
    this.spark ??= await this.startSpark();
    await this.spark.run(statement.replace(/\$(\w+)/g, (_, role: string) => this.name(role)));
  }

  /** What a query over the newest rows of one table says, in one column; the table is called `rows`. */
  async ask(role: string, query: string): Promise<string[]> {
    const lake = await connectLake(this.config);
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const folder = mkdtempSync(join(this.folder, 'ask-'));
    try {
      const table = await lake.table(this.config.lake.namespace, this.tableOf(role));
      const files = await downloadTable(lake, table, join(folder, role));
      await connection.run(
        `CREATE VIEW "rows" AS FROM read_parquet([${files.map((file) => `'${file}'`).join(', ')}], union_by_name = true)`,
      );
      const reader = await connection.runAndReadAll(query);
      return reader.getRowsJson().map(([said]) => String(said));
    } finally {
      connection.closeSync();
      instance.closeSync();
      lake.close();
      rmSync(folder, { recursive: true });
    }
  }

  /** The newest snapshot of each table, by role. */
  async snapshots(): Promise<Record<string, string | undefined>> {
    const lake = await connectLake(this.config);
    try {
      const found: Record<string, string | undefined> = {};
      for (const role of Object.keys(CONTRACT.tables))
        found[role] = (await lake.table(this.config.lake.namespace, this.tableOf(role)))?.currentSnapshotId;
      return found;
    } finally {
      lake.close();
    }
  }

  /** `catalog.namespace.table`. */
  name(role: string): string {
    return `lake.${this.config.lake.namespace}.${this.tableOf(role)}`;
  }

  async stop(): Promise<void> {
    await this.spark?.stop();
    await this.run('platform', 'down', '--purge');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private tableOf(role: string): string {
    const table = new Map(Object.entries(CONTRACT.tables)).get(role);
    if (!table) throw new Error(`the contract has no table ${role}`);
    return table.name;
  }

  private get config(): PlatformConfig {
    const env = { ...process.env, PLATFORM_HOME: this.home };
    return loadConfig({ environment: 'local', workspace: WORKSPACE, env });
  }

  private async startSpark(): Promise<SparkSql> {
    const { s3, lake } = this.config;
    const keys = await resolveS3Keys(s3);
    if (!s3.endpoint || !keys) throw new Error('the platform has no store of its own');
    return startSparkSql(WORKSPACE, this.folder, { s3: s3.endpoint, catalog: lake.catalogUri, ...keys });
  }
}

const CONTRACT = readCompiledContract(findPipeline(WORKSPACE, 'clickstream').contractFile);
