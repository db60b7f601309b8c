import { kafkajsLogReader } from '@clickstream/kafka';
import { connectLake } from '@clickstream/lake';
import type { Pipeline } from '@clickstream/pipeline';
import { reconcile as judge } from '@clickstream/reconcile';
import { readCompiledContract } from '@clickstream/schema';
import { homeConfig } from '../demo/inspect';
import { openProofStore } from '../reconcile/buckets';
import { reconciliationSchema, type ReconciliationResult } from '../reconcile/result';
import { checkWarehouse } from '../reconcile/warehouse';
import type { Workbench } from '../workbench';

export interface ReconcileOptions {
  readonly pipeline: Pipeline;
  /** Begin where the last clean run ended, instead of at the beginning of the topic. */
  readonly sinceLast: boolean;
  readonly signal: AbortSignal;
  readonly onStep: (text: string) => void;
}

/** Finds the fate of every committed offset of a pipeline, and remembers what a clean run has verified. */
export async function reconcile(bench: Workbench, options: ReconcileOptions): Promise<ReconciliationResult> {
  const { pipeline, sinceLast, signal, onStep } = options;
  const name = pipeline.manifest.name;
  const config = homeConfig(bench);
  const contract = readCompiledContract(pipeline.contractFile);
  const tables = Object.fromEntries(
    Object.entries(contract.tables).map(([role, table]) => [role, table.name]),
  );
  const proof = await openProofStore(config);
  const lake = await connectLake(config);
  const log = kafkajsLogReader(config.kafka, 'platform-reconcile');
  try {
    const { verified, etag } = await proof.verified(name);
    const done = new Map(verified.partitions.map(({ partition, to }) => [partition, to]));
    const { verified: after, ...result } = await judge(
      {
        pipeline: name,
        topic: contract.topic,
        tables,
        sessionGapMs: contract.time.sessionGapMs,
        from: (partition) => (sinceLast ? (done.get(partition) ?? 0) : 0),
        verified,
        onStep,
      },
      {
        lake,
        namespace: config.lake.namespace,
        log,
        checkpoints: proof,
        warehouse: (findings) => checkWarehouse(bench, name, signal, findings),
      },
    );
    if (result.clean && JSON.stringify(after) !== JSON.stringify(verified)) {
      await proof.save(after, etag);
    }
    return reconciliationSchema.parse(result);
  } finally {
    await log.close();
    lake.close();
    proof.close();
  }
}
