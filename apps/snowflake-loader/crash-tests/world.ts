import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { findPipeline } from '@clickstream/pipeline';
import { readCompiledContract, type CompiledContract } from '@clickstream/schema';
import { LakeWriter } from './lake-writer';
import { LoaderCommand } from './loader';
import { ACCESS_KEY, SECRET_KEY, startObjectStore, type ObjectStore } from './object-store';
import { startSparkSql, type SparkSql } from '@clickstream/lake-testing';

const WORKSPACE = join(__dirname, '../../..');
const PROGRAM = join(WORKSPACE, 'dist/apps/snowflake-loader/main.js');

/** A real store, a real catalog and a real Spark, in a folder of their own. */
export class World {
  private constructor(
    readonly folder: string,
    readonly contract: CompiledContract,
    private readonly store: ObjectStore,
    private readonly spark: SparkSql,
    readonly s3: S3Client,
  ) {}

  static async start(): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), 'loader-crash-'));
    const data = join(folder, 'store');
    mkdirSync(data);
    const store = await startObjectStore(join(WORKSPACE, '.venv/bin/weed'), data);
    const credentials = { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY };
    const s3 = new S3Client({ endpoint: store.s3, region: 'us-east-1', forcePathStyle: true, credentials });
    const contract = readCompiledContract(findPipeline(WORKSPACE, 'clickstream').contractFile);
    return new World(
      folder,
      contract,
      store,
      startSparkSql(WORKSPACE, folder, { ...store, accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY }),
      s3,
    );
  }

  async stop(): Promise<void> {
    this.s3.destroy();
    await this.spark.stop();
    await this.store.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** A namespace with empty tables. */
  async lake(namespace: string): Promise<LakeWriter> {
    const lake = this.writer(namespace, this.contract);
    await lake.create();
    return lake;
  }

  /** A writer to tables that are there. */
  writer(namespace: string, contract: CompiledContract): LakeWriter {
    return new LakeWriter(this.spark, contract, namespace);
  }

  /** A loader of a namespace with a warehouse of its own. */
  loader(namespace: string): LoaderCommand {
    const folder = mkdtempSync(join(this.folder, 'warehouse-'));
    return new LoaderCommand(PROGRAM, WORKSPACE, this.environment(namespace), folder);
  }

  /** A workspace that has the pipeline under another contract. */
  workspaceWith(contract: CompiledContract): string {
    const workspace = mkdtempSync(join(this.folder, 'workspace-'));
    const pipeline = join(workspace, 'libs/pipelines/clickstream');
    mkdirSync(join(pipeline, 'derived'), { recursive: true });
    writeFileSync(join(workspace, 'nx.json'), '{}');
    cpSync(join(WORKSPACE, 'libs/pipelines/clickstream/pipeline.json'), join(pipeline, 'pipeline.json'));
    writeFileSync(join(pipeline, 'derived/contract.json'), JSON.stringify(contract));
    return workspace;
  }

  private environment(namespace: string): NodeJS.ProcessEnv {
    return {
      PLATFORM_HOME: join(this.folder, 'home'),
      PLATFORM_KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1',
      PLATFORM_S3_ENDPOINT: this.store.s3,
      PLATFORM_S3_ACCESS_KEY_ID: 'env:CRASH_ACCESS_KEY',
      PLATFORM_S3_SECRET_ACCESS_KEY: 'env:CRASH_SECRET_KEY',
      PLATFORM_LAKE_CATALOG_URI: this.store.catalog,
      PLATFORM_LAKE_NAMESPACE: namespace,
      CRASH_ACCESS_KEY: ACCESS_KEY,
      CRASH_SECRET_KEY: SECRET_KEY,
    };
  }
}
