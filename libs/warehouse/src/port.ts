/** A 64-bit id in decimal digits, as `@clickstream/lake` gives it. */
export type SnapshotId = string;

export interface Column {
  readonly name: string;
  /** Iceberg's type, as the contract says it. */
  readonly type: string;
  readonly required: boolean;
  /** What the column means; analysts see it as a comment. */
  readonly doc: string;
}

/** A table that the loader keeps equal to a table of the lake. */
export interface TargetTable {
  readonly name: string;
  readonly columns: readonly Column[];
  /**
   * Columns that tell one row of the lake from another; a row that is already there by its key is not added again.
   * Of a changelog: what its revisions are about.
   */
  readonly key: readonly string[];
  /**
   * `rows`: every row of the lake is one here. `changelog`: the lake appends revisions of a row ({@link REVISION},
   * {@link OP}); here is the highest of each key, and none when that one retracts it.
   */
  readonly kind: 'rows' | 'changelog';
}

/** A change of a table that keeps every value it holds. */
export type SchemaChange =
  | { readonly kind: 'createTable'; readonly table: string }
  | { readonly kind: 'addColumn'; readonly table: string; readonly column: Column }
  | {
      readonly kind: 'widenType';
      readonly table: string;
      readonly column: string;
      readonly from: string;
      readonly to: string;
    }
  /** The contract no longer demands a value. */
  | { readonly kind: 'dropNotNull'; readonly table: string; readonly column: string };

/** Column of a changelog: grows with each new version of a row. */
export const REVISION = 'revision';
/** Column of a changelog: what its row does to the key, `upsert` or {@link RETRACT}. */
export const OP = 'op';
export const RETRACT = 'retract';

/** All that the warehouse holds of one pipeline: a schema with tables and the views over them. */
export interface PipelineSchema {
  readonly pipeline: string;
  /** Name of the schema. */
  readonly schema: string;
  readonly tables: readonly TargetTable[];
  /** Inactivity that ends a session, milliseconds. */
  readonly sessionGapMs: number;
}

/** A file of the lake, copied to this machine. */
export interface StagedFile {
  /** Where it lies in the lake; named when its rows are refused. */
  readonly location: string;
  /** Where it was copied to. */
  readonly path: string;
  /** Rows that the lake's metadata promises. */
  readonly rows: number;
}

/** One snapshot of the lake, as the ledger records it. */
export interface LedgerSnapshot {
  readonly id: SnapshotId;
  readonly parentId?: SnapshotId;
  readonly sequence: number;
  readonly operation: string;
  readonly committedAtMs: number;
  readonly files: number;
  readonly rows: number;
}

/** A contiguous run of snapshots of one table that becomes visible in one transaction, or not at all. */
export interface LoadUnit {
  readonly schema: PipelineSchema;
  readonly table: TargetTable;
  /** The snapshot that must be the last loaded when the unit is applied; absent for a table never loaded. */
  readonly after?: SnapshotId;
  /** Oldest first; at least one, but none in a rebuild from an empty lake. A compaction has no files of its own. */
  readonly snapshots: readonly LedgerSnapshot[];
  readonly files: readonly StagedFile[];
  /** What the lake's statistics say of one column of the key: nothing outside it can match. Absent when they say nothing. */
  readonly range?: KeyRange;
}

/** Least and greatest value of a column, both inclusive, as SQL literals of its type without the quotes. */
export interface KeyRange {
  readonly column: string;
  readonly from: string;
  readonly to: string;
}

/** Files a batch at a time: each is on this machine only until the next is asked for. */
export type FileBatches = AsyncIterable<readonly StagedFile[]>;

/** All rows that a table is to have, and the snapshots that they stand for. */
export interface RebuildUnit {
  readonly schema: PipelineSchema;
  readonly table: TargetTable;
  /** One, or none when the lake is empty. */
  readonly snapshots: readonly LedgerSnapshot[];
  readonly batches: FileBatches;
}

/** Rows that a unit changed. */
export interface Changes {
  /** Lower than the rows staged when some were there already. */
  readonly inserted: number;
  /** Of a changelog: rows that got a higher revision. */
  readonly updated: number;
  /** Of a changelog: rows that were retracted. */
  readonly deleted: number;
}

/** What became of a unit; a caller must handle each. */
export type LoadOutcome =
  /** The rows and the ledger are durable. */
  | ({ readonly kind: 'committed'; readonly rows: number } & Changes)
  /** The ledger does not end at `unit.after`: another loader, or an earlier life of this one, was faster. Plan again. */
  | { readonly kind: 'alreadyLoaded'; readonly position: SnapshotId | undefined }
  /** A file does not hold what the lake's metadata or the contract promises. Nothing was changed; it needs a person. */
  | { readonly kind: 'rowsRefused'; readonly where: string; readonly reason: string }
  /** The transaction broke off and its fate is unknown. Open a new session and read the position. */
  | { readonly kind: 'sessionLost'; readonly reason: string };

/**
 * Moments of a unit of work, in order: the transaction is open; the files are checked; the rows are merged and the
 * ledger written inside the transaction; it is durable; a copy for readers is complete; readers see it.
 */
export const STEPS = ['begun', 'staged', 'merged', 'recorded', 'committed', 'copied', 'published'] as const;
export type Step = (typeof STEPS)[number];

/** Is told of every step as it is reached; the work waits for it. */
export type OnStep = (step: Step) => void | Promise<void>;

/** Where the ledger stands for one table. */
export interface TableProgress {
  readonly pipeline: string;
  readonly table: string;
  readonly position: SnapshotId;
  /** Commit time of that snapshot in the lake, epoch milliseconds. */
  readonly committedAtMs: number;
  /** When the warehouse had it, epoch milliseconds. */
  readonly loadedAtMs: number;
  readonly snapshots: number;
  readonly rows: number;
}

/** How the rows of a table differ from those of the lake, row by row. */
export interface Comparison {
  /** Rows in the files of the lake. */
  readonly lakeRows: number;
  /** Rows of the lake whose key another one has, or that retract a key; they have no row of their own in the warehouse. */
  readonly copies: number;
  readonly warehouseRows: number;
  /** Keys of the lake that the warehouse lacks. */
  readonly missing: number;
  /** Keys of the warehouse that the lake lacks, and rows beyond the first of a key. */
  readonly extra: number;
  /** Keys whose row in the warehouse equals none in the lake. */
  readonly changed: number;
  /** Some of the keys that differ, each with what is wrong. */
  readonly examples: readonly string[];
  /** Of all values of all rows, in any order, as hexadecimal digits; equal when the rows are. */
  readonly fingerprint: { readonly lake: string; readonly warehouse: string };
}

/** Operations of a warehouse that only read. */
export interface ReadSession {
  /** Last loaded snapshot of a table; absent before the first load. */
  position(pipeline: string, table: string): Promise<SnapshotId | undefined>;
  /** Progress of every table of a pipeline that was ever loaded, by name. */
  progress(pipeline: string): Promise<TableProgress[]>;
  /** Does a table still have the rows that the ledger says it got? Cheap; `compare` looks at the rows themselves. */
  tally(schema: PipelineSchema, table: TargetTable): Promise<Tally>;
  /** Compares a table with the files that hold the same rows in the lake, in memory that does not grow with them. */
  compare(request: CompareRequest): Promise<Comparison>;
}

export interface CompareRequest {
  readonly schema: PipelineSchema;
  readonly table: TargetTable;
  /** Rows of all files. */
  readonly rows: number;
  readonly batches: FileBatches;
}

/** Rows of a table, by the ledger and by counting. */
export interface Tally {
  readonly recorded: number;
  readonly found: number;
}

/** One exclusive session of a loader with the warehouse. */
export interface WriteSession extends ReadSession {
  /**
   * Creates or evolves schema, tables, views and the ledger; does nothing when all is as wanted.
   *
   * @throws PlatformError SCHEMA_CHANGE_REFUSED when a change would lose data.
   */
  prepare(schema: PipelineSchema): Promise<readonly SchemaChange[]>;
  /** Applies a unit in one transaction. */
  load(unit: LoadUnit): Promise<LoadOutcome>;
  /**
   * Replaces all rows of a table and its part of the ledger; readers see the old rows or the new ones. The new ones are
   * gathered aside, batch by batch, and take the place of the old ones in one transaction.
   */
  rebuild(unit: RebuildUnit): Promise<LoadOutcome>;
}

/** What differs between warehouses, as data: callers and the contract suite ask here and nowhere else. */
export interface Capabilities {
  /** Readers need the copy that `publish` makes, or see each commit at once. */
  readonly readers: 'copy' | 'live';
  /** Files that one unit may have at most. */
  readonly filesPerUnit: number;
}

/** A statement that a unit of work would run, and at which step. */
export interface Statement {
  readonly table: string;
  readonly step: 'prepare' | Step;
  readonly sql: string;
}

/** A row by lower-case column name, with every value as text, so that it is the same whatever engine gives it. */
export type Answer = Readonly<Record<string, string | null>>;

/** A place for analysts that the loader keeps equal to the lake. */
export interface Warehouse {
  readonly kind: 'duckdb' | 'snowflake';
  readonly capabilities: Capabilities;
  /** What other processes open to read: never locked, never half written. */
  readonly readers: string;
  /**
   * Runs work in a session that no other loader shares, and closes it.
   *
   * @throws PlatformError WAREHOUSE_BUSY when another loader keeps it for too long.
   */
  write<T>(work: (session: WriteSession) => Promise<T>): Promise<T>;
  /** Shows readers all that is committed, also by others; costs nothing when they see it already. */
  publish(): Promise<void>;
  /** Runs work on what readers see now. @returns undefined when nothing was ever loaded. */
  read<T>(work: (session: ReadSession) => Promise<T>): Promise<T | undefined>;
  /** Answers a question of an analyst from what readers see. */
  ask(sql: string): Promise<readonly Answer[]>;
  /** What `prepare` and then `load` of these units would run, in order; runs none of it. `?` and `$n` are bound then. */
  explain(schema: PipelineSchema, units: readonly LoadUnit[]): Promise<readonly Statement[]>;
}
