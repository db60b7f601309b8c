import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { LogReader } from '@clickstream/kafka';
import { downloadSnapshot, type Lake, type LakeTable, type Snapshot } from '@clickstream/lake';
import { committedHorizon, type CheckpointStore } from './checkpoints';
import { checkDerived, touchedDays, type DerivedDays } from './derived';
import type { Conversions } from './expected';
import { askingLog, type AskLog } from './gaps';
import { judge, type Fates } from './judge';
import { Library } from './library';
import { checkLineage } from './lineage';
import { offsetsIn, type OffsetRange } from './range';
import { rangesOf, type Scope } from './scope';
import { settled, type Settled } from './settled';
import { fingerprintOf, openTables, type TableFiles, type TableRole } from './tables';
import { Findings, type Finding, type FindingKind } from './verdict';
import type { Verified } from './verified';

/** Everything that is read, and nothing of it is written. */
export interface Evidence {
  readonly lake: Lake;
  readonly namespace: string;
  readonly log: LogReader;
  readonly checkpoints: CheckpointStore;
  readonly verified: Verified;
  /** Compares the warehouse with the lake. */
  readonly warehouse: (findings: Findings) => Promise<void>;
}

export interface Question {
  readonly pipeline: string;
  readonly topic: string;
  /** Names of the lake's tables by role; a role that the pipeline does not have is absent. */
  readonly tables: Readonly<Partial<Record<TableRole, string>>>;
  readonly sessionGapMs: number;
  readonly conversions: Conversions;
  readonly dedupHorizonMs: number;
  readonly scope: Scope;
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
  /** Null for a pipeline without sessions and minutes. */
  readonly derived: DerivedDays | null;
  readonly findings: {
    readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
    readonly first: readonly Finding[];
  };
}

const MEMORY = '1200MB';

/**
 * Finds the fate of every offset that the stream has committed and compares all tables by sets of coordinates.
 *
 * @throws PlatformError CHECKPOINT_UNREADABLE, and what the lake and the log throw when they cannot be read.
 */
export async function reconcile(question: Question, evidence: Evidence): Promise<Reconciliation> {
  const folder = await mkdtemp(join(tmpdir(), 'reconcile-'));
  // No table promises an order, and keeping it makes DuckDB hold rows back in memory.
  const options = { memory_limit: MEMORY, temp_directory: folder, preserve_insertion_order: 'false' };
  const instance = await DuckDBInstance.create(':memory:', options);
  const connection = await instance.connect();
  try {
    return await reconcileIn(question, evidence, { connection, folder });
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true });
  }
}

interface Workshop {
  readonly connection: DuckDBConnection;
  readonly folder: string;
}

async function reconcileIn(
  question: Question,
  evidence: Evidence,
  { connection, folder }: Workshop,
): Promise<Reconciliation> {
  const { pipeline, topic, onStep } = question;
  // Before the ends of the topic, so that it lies within them.
  const horizon = (await committedHorizon(evidence.checkpoints, pipeline)) ?? new Map<number, number>();
  const bounds = await evidence.log.bounds(topic);
  const tables = await loadTables(question, evidence);
  const library = await Library.open(evidence.lake, tables, folder);
  const ranges = rangesOf(question.scope, horizon, evidence.verified, library.filesOf('raw'));
  const trial = {
    ...{ question, ranges, library, connection, verified: evidence.verified },
    settled: settled(tables.get('duplicates')),
    askLog: askingLog(evidence.log, topic, bounds),
  };
  const { fates, derived, findings } = await tryAll(trial);
  await checkRaw(tables.get('raw'), evidence.lake, { connection, folder }, findings);
  onStep('compare the warehouse with the lake');
  await evidence.warehouse(findings);
  const inFlight = [...bounds].map(([partition, { next }]) => next - (horizon.get(partition) ?? 0));
  return {
    ...{ pipeline, clean: findings.clean, ranges, fates, derived },
    inFlight: inFlight.reduce((sum, records) => sum + records, 0),
    findings: { counts: findings.byKind, first: findings.first },
  };
}

interface Trial {
  readonly question: Question;
  readonly ranges: readonly OffsetRange[];
  readonly library: Library;
  readonly connection: DuckDBConnection;
  readonly verified: Verified;
  readonly settled: Settled;
  readonly askLog: AskLog;
}

interface Judgement {
  readonly fates: Fates;
  readonly derived: DerivedDays | null;
  readonly findings: Findings;
}

/**
 * A part of the offsets is judged by the files near them. Whatever that finds must hold against all files: a copy may be of
 * an event that lies further away than it should.
 */
async function tryAll(trial: Trial): Promise<Judgement> {
  const { scope, dedupHorizonMs, onStep } = trial.question;
  if (scope.kind !== 'all') {
    onStep('read the files near the range');
    const judgement = await tryWith(trial, await trial.library.near(trial.ranges, dedupHorizonMs), 'days');
    if (judgement.findings.clean) return judgement;
  }
  onStep('read all files');
  return tryWith(trial, await trial.library.everything(), scope.kind === 'all' ? 'all' : 'days');
}

async function tryWith(trial: Trial, files: TableFiles, about: 'all' | 'days'): Promise<Judgement> {
  const { question, ranges, connection, settled: settlement } = trial;
  const findings = new Findings();
  const offsets = offsetsIn(ranges).toLocaleString('en-US');
  const fates = await judge(
    connection,
    {
      ...{ files, ranges, verified: trial.verified, askLog: trial.askLog, settledTo: settlement.to },
      dedupHorizonMs: question.dedupHorizonMs,
      onProgress: (compared) =>
        question.onStep(`compared ${compared.toLocaleString('en-US')} of ${offsets} offsets`),
    },
    findings,
  );
  if (question.tables.sessions === undefined) return { fates, derived: null, findings };
  question.onStep('compute sessions and minutes anew');
  const days = await touchedDays(connection, about === 'all' ? 'all' : ranges);
  if (about === 'days') await openTables(connection, merged(files, await trial.library.ofDays(days)));
  const derived = await checkDerived(
    connection,
    {
      ...{ pipeline: question.pipeline, gapMs: question.sessionGapMs, conversions: question.conversions },
      ...{ settled: settlement, days },
    },
    findings,
  );
  return { fates, derived, findings };
}

function merged(some: TableFiles, others: TableFiles): TableFiles {
  const roles = [...Object.keys(some), ...Object.keys(others)] as TableRole[];
  return Object.fromEntries(
    roles.map((role) => [role, [...new Set([...(some[role] ?? []), ...(others[role] ?? [])])]]),
  );
}

async function checkRaw(
  raw: LakeTable | undefined,
  lake: Lake,
  { connection, folder }: Workshop,
  findings: Findings,
): Promise<void> {
  if (!raw) return;
  const fingerprint = async (snapshot: Snapshot): Promise<string> =>
    fingerprintOf(connection, await downloadSnapshot(lake, snapshot, join(folder, `raw-at-${snapshot.id}`)));
  await checkLineage(raw, fingerprint, findings);
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
