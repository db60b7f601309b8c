/** `reconcile-job.ts <scan|reconcile> <home>`: does it and prints as JSON what it took. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { connectLake, downloadTable } from '@clickstream/lake';
import { findPipeline } from '@clickstream/pipeline';
import { NOTHING_VERIFIED, reconcile } from '@clickstream/reconcile';
import { readCompiledContract } from '@clickstream/schema';
import { homeConfig } from '../src/demo/inspect';
import { openProofStore } from '../src/reconcile/buckets';
import { openWorkbench } from '../src/workbench';
import type { Measured } from './measured';

const [job, home] = process.argv.slice(2);
const bench = openWorkbench(home);
const config = homeConfig(bench);
const contract = readCompiledContract(findPipeline(bench.workspace, 'clickstream').contractFile);

/** Copies every table here and reads every value of it, once. */
async function scan(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'scan-'));
  const lake = await connectLake(config);
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1500MB' });
  const connection = await instance.connect();
  for (const [role, { name }] of Object.entries(contract.tables)) {
    const table = await lake.table(config.lake.namespace, name);
    const paths = await downloadTable(lake, table, join(folder, role));
    await connection.run(
      `SELECT count(hash(COLUMNS(*))) FROM read_parquet([${paths.map((path) => `'${path}'`).join(', ')}])`,
    );
  }
  connection.closeSync();
  instance.closeSync();
  lake.close();
  rmSync(folder, { recursive: true });
}

async function judge(): Promise<void> {
  const checkpoints = await openProofStore(config);
  const lake = await connectLake(config);
  const offsets = JSON.parse(
    (await checkpoints.read('job=clickstream/query=raw/v1/offsets/0')).split('\n')[2] ?? '',
  ) as Record<string, Record<string, number>>;
  const bounds = new Map(
    Object.entries(offsets[contract.topic] ?? {}).map(([partition, next]) => [
      Number(partition),
      { earliest: 0, next },
    ]),
  );
  const result = await reconcile(
    {
      ...{ pipeline: 'clickstream', topic: contract.topic, sessionGapMs: contract.time.sessionGapMs },
      tables: Object.fromEntries(Object.entries(contract.tables).map(([role, { name }]) => [role, name])),
      conversions: contract.conversions,
      ...{ dedupHorizonMs: contract.time.dedupHorizonMs, scope: { kind: 'all' } },
      onStep: (text) => process.stderr.write(`${((performance.now() - start) / 1000).toFixed(1)} ${text}\n`),
    },
    {
      ...{ lake, checkpoints, namespace: config.lake.namespace, verified: NOTHING_VERIFIED },
      log: { bounds: () => Promise.resolve(bounds), records: neverAsked, close: () => Promise.resolve() },
      warehouse: () => Promise.resolve(),
    },
  );
  if (result.derived?.open !== 0) throw new Error('sessions and minutes were not compared');
  if (!result.clean) throw new Error(`not clean: ${JSON.stringify(result.findings)}`);
  checkpoints.close();
  lake.close();
}

function neverAsked(): never {
  throw new Error('an offset is missing in raw');
}

const start = performance.now();
const work = job === 'scan' ? scan() : judge();
void work.then(() => {
  const { user, system } = process.cpuUsage();
  const took: Measured = {
    seconds: Math.round((performance.now() - start) / 100) / 10,
    cpuSeconds: Math.round((user + system) / 1e5) / 10,
    peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  process.stdout.write(JSON.stringify(took));
});
