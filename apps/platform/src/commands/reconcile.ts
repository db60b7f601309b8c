import { kafkajsLogReader } from '@clickstream/kafka';
import { connectLake, connectLakeWriter } from '@clickstream/lake';
import type { Pipeline } from '@clickstream/pipeline';
import { reconcile as judge, verifiedTable, type Scope } from '@clickstream/reconcile';
import { readCompiledContract } from '@clickstream/schema';
import { homeConfig } from '../demo/inspect';
import { openProofStore } from '../reconcile/buckets';
import { reconciliationSchema, type ReconciliationResult } from '../reconcile/result';
import { checkWarehouse } from '../reconcile/warehouse';
import type { Workbench } from '../workbench';

export interface ReconcileOptions {
  readonly pipeline: Pipeline;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  readonly onStep: (text: string) => void;
}

/** Finds the fate of the committed offsets of a pipeline, and remembers what a clean run has verified. */
export async function reconcile(bench: Workbench, options: ReconcileOptions): Promise<ReconciliationResult> {
  const { pipeline, scope, signal, onStep } = options;
  const name = pipeline.manifest.name;
  const config = homeConfig(bench);
  const { namespace } = config.lake;
  const contract = readCompiledContract(pipeline.contractFile);
  const tables = Object.fromEntries(
    Object.entries(contract.tables).map(([role, table]) => [role, table.name]),
  );
  const checkpoints = await openProofStore(config);
  const lake = await connectLake(config);
  const writer = await connectLakeWriter(config);
  const log = kafkajsLogReader(config.kafka, 'platform-reconcile');
  const memory = verifiedTable({
    ...{ lake, writer, namespace },
    table: contract.tables.raw.name.replace(/^raw/, 'verified'),
  });
  try {
    const result = await judge(
      {
        ...{ pipeline: name, topic: contract.topic, tables, scope, onStep },
        conversions: contract.conversions,
        sessionGapMs: contract.time.sessionGapMs,
        dedupHorizonMs: contract.time.dedupHorizonMs,
      },
      {
        ...{ lake, namespace, log, checkpoints, verified: await memory.read() },
        warehouse: (findings) => checkWarehouse(bench, name, signal, findings),
      },
    );
    if (result.clean)
      await memory.add({ ranges: result.ranges, notRecords: result.fates.notRecords }, new Date());
    return reconciliationSchema.parse(result);
  } finally {
    await log.close();
    lake.close();
    writer.close();
    checkpoints.close();
  }
}
