import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findWorkspace, loadConfig, type PlatformConfig } from '@clickstream/config';
import { requireApplied } from '@clickstream/infra-order';
import { connectLake, type Lake } from '@clickstream/lake';
import { findPipeline } from '@clickstream/pipeline';
import { readCompiledContract } from '@clickstream/schema';
import { openWarehouse, type OnStep, type Warehouse } from '@clickstream/warehouse';
import { planOf, type LoadPlan } from './target';

export interface Connections {
  readonly plan: LoadPlan;
  readonly lake: Lake;
  readonly namespace: string;
  readonly warehouse: Warehouse;
  /** Folder for copies of the lake's files, on the disk of the warehouse. */
  readonly stagingFolder: string;
}

/** Runs work with what the settings of an environment name, and lets go of it afterwards. */
export async function withConnections<T>(
  options: { readonly environment: string; readonly pipeline: string; readonly onStep?: OnStep },
  work: (connections: Connections) => Promise<T>,
): Promise<T> {
  const workspace = findWorkspace();
  const plan = planOf(readCompiledContract(findPipeline(workspace, options.pipeline).contractFile));
  const config = loadConfig({ environment: options.environment, workspace });
  await requireApplied(config, 'snowflake');
  const warehouse = await openWarehouse(config, options);
  const stagingFolder = stagingFolderOf(config, options.pipeline);
  const lake = await connectLake(config);
  try {
    return await work({ plan, lake, namespace: config.lake.namespace, warehouse, stagingFolder });
  } finally {
    lake.close();
  }
}

/** Beside a warehouse that is a file, so that both are on one disk. */
function stagingFolderOf({ warehouse, environment }: PlatformConfig, pipeline: string): string {
  return warehouse.kind === 'duckdb'
    ? join(dirname(warehouse.path), 'staging')
    : join(tmpdir(), `clickstream-loader-${environment}-${pipeline}`);
}
