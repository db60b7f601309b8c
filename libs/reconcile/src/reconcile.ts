import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { LogReader } from '@clickstream/kafka';
import { downloadSnapshot, downloadTable, type Lake, type LakeTable, type Snapshot } from '@clickstream/lake';
import { committedHorizon, type CheckpointStore } from './checkpoints';
import { judge, type AskLog, type Fates } from './judge';
import { checkDerived } from './derived';
import { checkLineage, settled, type Settled } from './lineage';
import { offsetsIn, type OffsetRange } from './range';
import { fingerprintOf, type TableFiles, type TableRole } from './tables';
import { Findings, type Finding, type FindingKind } from './verdict';
import { wasVerified, withRun, type Verified } from './verified';

/** Everything that is read, and nothing of it is written. */
export interface Evidence {
  readonly lake: Lake;
  readonly namespace: string;
  readonly log: LogReader;
  readonly checkpoints: CheckpointStore;
  /** Compares the warehouse with the lake. */
  readonly warehouse: (findings: Findings) => Promise<void>;
}

export interface Question {
  readonly pipeline: string;
  readonly topic: string;
  /** Names of the lake's tables by role; a role that the pipeline does not have is absent. */
  readonly tables: Readonly<Partial<Record<TableRole, string>>>;
  readonly sessionGapMs: number;
  /** Where to begin in each partition: 0 for the whole topic. */
  readonly from: (partition: number) => number;
  readonly verified: Verified;
  /** Says what is being done, for a person who waits. */
  readonly onStep: (text: string) => void;
}

export interface Reconciliation {
  readonly pipeline: string;
  readonly clean: boolean;
  readonly ranges: readonly OffsetRange[];
  /** Records beyond the horizon, which no query has committed yet. */
  readonly inFlight: number;
  readonly fates: Fates;
  /** Sessions and minutes can be compared once `settle --final` has closed them. */
  readonly derived: 'compared' | 'open' | 'none';
  readonly findings: {
    readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
    readonly first: readonly Finding[];
  };
  readonly verified: Verified;
}

const MEMORY = '1500MB';

/**
 * Finds the fate of every offset that the stream has committed and compares all tables by sets of coordinates.
 *
 * @throws PlatformError CHECKPOINT_UNREADABLE, and what the lake and the log throw when they cannot be read.
 */
export async function reconcile(question: Question, evidence: Evidence): Promise<Reconciliation> {
  const { pipeline, topic, verified, onStep } = question;
  const bounds = await evidence.log.bounds(topic);
  const horizon = (await committedHorizon(evidence.checkpoints, pipeline)) ?? new Map<number, number>();
  const ranges = [...horizon].map(([partition, to]) => ({ partition, from: question.from(partition), to }));
  const findings = new Findings();
  const folder = await mkdtemp(join(tmpdir(), 'reconcile-'));
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: MEMORY, temp_directory: folder });
  const connection = await instance.connect();
  try {
    const tables = await loadTables(question, evidence);
    const files = await fetchFiles(evidence.lake, tables, folder, onStep);
    const settlement = settled(tables.get('duplicates'));
    const raw = tables.get('raw');
    if (raw) {
      const fingerprint = async (snapshot: Snapshot): Promise<string> => {
        const prefix = join(folder, `raw-at-${snapshot.id}`);
        return fingerprintOf(connection, await downloadSnapshot(evidence.lake, snapshot, prefix));
      };
      await checkLineage(raw, fingerprint, findings);
    }
    const offsets = offsetsIn(ranges).toLocaleString('en-US');
    const fates = await judge(
      connection,
      {
        files,
        ranges,
        settledTo: settlement.to,
        askLog: askThe(evidence.log, topic, bounds, verified),
        onProgress: (compared) =>
          onStep(`compared ${compared.toLocaleString('en-US')} of ${offsets} offsets`),
      },
      findings,
    );
    const derived = derivedState(question, settlement, horizon);
    if (derived === 'compared') await checkDerived(connection, { gapMs: question.sessionGapMs }, findings);
    onStep('compare the warehouse with the lake');
    await evidence.warehouse(findings);
    return {
      pipeline,
      clean: findings.clean,
      ranges,
      inFlight: [...bounds].reduce(
        (sum, [partition, { next }]) => sum + next - (horizon.get(partition) ?? 0),
        0,
      ),
      fates,
      derived,
      findings: { counts: findings.byKind, first: findings.first },
      verified: findings.clean ? withRun(verified, ranges, fates.notRecords) : verified,
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true });
  }
}

function derivedState(
  { tables }: Question,
  { to, final }: Settled,
  horizon: ReadonlyMap<number, number>,
): Reconciliation['derived'] {
  if (tables.sessions === undefined) return 'none';
  const all = [...horizon].every(([partition, end]) => (to.get(partition) ?? 0) >= end);
  return final && all ? 'compared' : 'open';
}

function askThe(
  log: LogReader,
  topic: string,
  bounds: Awaited<ReturnType<LogReader['bounds']>>,
  verified: Verified,
): AskLog {
  return async (gap) => {
    if (wasVerified(verified, gap)) return { records: [], expiredBelow: 0 };
    const { earliest = 0, next = 0 } = bounds.get(gap.partition) ?? {};
    const span = { ...gap, from: Math.max(gap.from, earliest), to: Math.min(gap.to, next) };
    return {
      records: span.from < span.to ? await log.records(topic, span) : [],
      expiredBelow: earliest,
    };
  };
}

/** The tables as they are now; a role without a table is absent. */
async function loadTables(
  { tables }: Question,
  { lake, namespace }: Evidence,
): Promise<Map<TableRole, LakeTable>> {
  const found = new Map<TableRole, LakeTable>();
  for (const [role, name] of Object.entries(tables) as [TableRole, string][]) {
    const table = await lake.table(namespace, name);
    if (table) found.set(role, table);
  }
  return found;
}

async function fetchFiles(
  lake: Lake,
  tables: ReadonlyMap<TableRole, LakeTable>,
  folder: string,
  onStep: Question['onStep'],
): Promise<TableFiles> {
  const files: Partial<Record<TableRole, string[]>> = {};
  for (const [role, table] of tables) {
    onStep(`read ${table.name}`);
    files[role] = await downloadTable(lake, table, join(folder, role));
  }
  return files;
}
