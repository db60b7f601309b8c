import type { CompiledContract, Table } from '@clickstream/schema';
import type { SparkSql } from '@clickstream/lake-testing';

/** A key of the contract's tables. */
export type Role = string;

/** SQL expressions by column. */
export type Row = Readonly<Record<string, string>>;

/** The tables of one namespace, written by Spark as the stream would. */
export class LakeWriter {
  constructor(
    private readonly spark: SparkSql,
    private readonly contract: CompiledContract,
    readonly namespace: string,
  ) {}

  async create(): Promise<void> {
    await this.spark.run(`CREATE NAMESPACE IF NOT EXISTS lake.${this.namespace}`);
    for (const [role, table] of Object.entries(this.contract.tables)) {
      if (role === 'raw') continue;
      const columns = table.columns.map(
        ({ name, type, required }) => `\`${name}\` ${sparkType(type)}${required ? ' NOT NULL' : ''}`,
      );
      await this.spark.run(
        `CREATE TABLE lake.${this.namespace}.${table.name} (${columns.join(', ')}) USING iceberg
         PARTITIONED BY (${table.partitionedBy.join(', ')})
         TBLPROPERTIES ('format-version' = '2', 'write.distribution-mode' = 'none')`,
      );
    }
  }

  /** One snapshot with rows `from` to `from + count`, exclusive. */
  append(role: Role, from: number, count: number): Promise<void> {
    const columns = this.table(role).columns.map((column) => `${valueOf(column)} AS \`${column.name}\``);
    return this.spark.run(
      `INSERT INTO ${this.name(role)} SELECT ${columns.join(', ')} FROM range(${from}, ${from + count}, 1, 1)`,
    );
  }

  /** One snapshot with rows of which some values matter; the others are made up. */
  insert(role: Role, ...rows: readonly Row[]): Promise<void> {
    const { columns } = this.table(role);
    const selects = rows.map(
      (row) =>
        `SELECT ${columns.map((column) => row[column.name] ?? valueOf(column)).join(', ')} FROM range(1)`,
    );
    return this.spark.run(`INSERT INTO ${this.name(role)} ${selects.join(' UNION ALL ')}`);
  }

  /** Rewrites all files of a table into fewer: a `replace` snapshot with the same rows. */
  compact(role: Role): Promise<void> {
    return this.spark.run(
      `CALL lake.system.rewrite_data_files(table => '${this.name(role)}', options => map('rewrite-all', 'true'))`,
    );
  }

  /** Forgets all snapshots but the newest. */
  expire(role: Role): Promise<void> {
    return this.spark.run(
      `CALL lake.system.expire_snapshots(table => '${this.name(role)}',
         older_than => TIMESTAMP '2999-01-01 00:00:00', retain_last => 1)`,
    );
  }

  addColumn(role: Role, column: string, type: string): Promise<void> {
    return this.spark.run(`ALTER TABLE ${this.name(role)} ADD COLUMN \`${column}\` ${sparkType(type)}`);
  }

  private name(role: Role): string {
    return `lake.${this.namespace}.${this.table(role).name}`;
  }

  private table(role: Role): Table {
    const table = new Map<string, Table>(Object.entries(this.contract.tables)).get(role);
    if (!table) throw new Error(`the contract has no table ${role}`);
    return table;
  }
}

function sparkType(type: string): string {
  return type
    .replace(/\blong\b/, 'BIGINT')
    .replace(/\btimestamptz\b/, 'TIMESTAMP')
    .replace(/\blist</, 'ARRAY<');
}

/** Values that differ by row and cover every type; some are NULL where the contract allows it. */
function valueOf({ name, type, required }: Table['columns'][number]): string {
  const value = byType(name, type);
  return required ? value : `CASE WHEN id % 3 = 0 THEN CAST(NULL AS ${sparkType(type)}) ELSE ${value} END`;
}

function byType(name: string, type: string): string {
  switch (type) {
    case 'string':
      return `concat('${name} ', CAST(id AS STRING))`;
    case 'int':
      return 'CAST(id % 4 AS INT)';
    case 'long':
      return 'CAST(id AS BIGINT)';
    case 'date':
      return "date_add(DATE '2015-05-17', CAST(id % 2 AS INT))";
    case 'timestamptz':
      return "TIMESTAMP '2015-05-17 10:00:00' + make_interval(0, 0, 0, 0, 0, id * 13)";
    case 'binary':
      return "CAST(concat('bytes ', CAST(id AS STRING)) AS BINARY)";
    case 'list<struct<key: string, value: binary>>':
      return "array(named_struct('key', 'h', 'value', CAST(CAST(id AS STRING) AS BINARY)))";
    default:
      return `CAST(id AS ${sparkType(type)})`;
  }
}
