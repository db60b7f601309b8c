import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { connectLake, type Lake } from '@clickstream/lake';
import type { Pipeline } from '@clickstream/pipeline';
import { readCompiledContract } from '@clickstream/schema';
import { homeConfig, lakeSettings } from '../demo/inspect';
import type { Workbench } from '../workbench';
import { compareWithTruth, type Comparison } from './compare';

/** Fetches the tables of a pipeline from the lake and compares them; see {@link compareWithTruth}. */
export async function checkTruth(
  bench: Workbench,
  pipeline: Pipeline,
  truth: string,
  settled: boolean,
): Promise<Comparison[]> {
  const config = homeConfig(bench);
  const { tables } = readCompiledContract(pipeline.contractFile);
  const folder = mkdtempSync(join(tmpdir(), 'truth-'));
  const lake = connectLake(await lakeSettings(config));
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const files: Record<string, string[]> = {};
    for (const [role, { name }] of Object.entries(tables))
      files[role] = await download(lake, config.lake.namespace, name, folder);
    return await compareWithTruth(connection, truth, files, settled);
  } finally {
    connection.closeSync();
    instance.closeSync();
    lake.close();
    rmSync(folder, { recursive: true });
  }
}

async function download(lake: Lake, namespace: string, name: string, folder: string): Promise<string[]> {
  const table = await lake.table(namespace, name);
  const snapshot = table?.currentSnapshotId && table.snapshots.get(table.currentSnapshotId);
  if (!snapshot) return [];
  const paths: string[] = [];
  for (const [index, file] of (await lake.liveFiles(snapshot)).entries()) {
    const path = join(folder, `${name}-${index}.parquet`);
    await lake.download(file, path);
    paths.push(path);
  }
  return paths;
}
