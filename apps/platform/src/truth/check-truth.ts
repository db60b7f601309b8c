import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { downloadTable, connectLake } from '@clickstream/lake';
import type { Pipeline } from '@clickstream/pipeline';
import { filesAt, type TableFile } from '@clickstream/reconcile';
import { readCompiledContract } from '@clickstream/schema';
import { homeConfig } from '../demo/inspect';
import type { Workbench } from '../workbench';
import { compareWithTruth, type Comparison } from './compare';

/** Fetches the tables of a pipeline from the lake and compares them; see {@link compareWithTruth}. */
export async function checkTruth(bench: Workbench, pipeline: Pipeline, truth: string): Promise<Comparison[]> {
  const config = homeConfig(bench);
  const { tables } = readCompiledContract(pipeline.contractFile);
  const folder = mkdtempSync(join(tmpdir(), 'truth-'));
  const lake = await connectLake(config);
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const files: Record<string, TableFile[]> = {};
    for (const [role, { name }] of Object.entries(tables)) {
      const table = await lake.table(config.lake.namespace, name);
      files[role] = filesAt(await downloadTable(lake, table, join(folder, name)));
    }
    return await compareWithTruth(connection, truth, files);
  } finally {
    connection.closeSync();
    instance.closeSync();
    lake.close();
    rmSync(folder, { recursive: true });
  }
}
