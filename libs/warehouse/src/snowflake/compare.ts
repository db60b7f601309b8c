import { OP, RETRACT, REVISION, type CompareRequest, type Comparison, type TargetTable } from '../port';
import type { Session } from './connection';
import { withStaging } from './load';
import { targetOf } from './names';
import { ident, identList, text } from './sql';
import { stageFiles } from './staging';

/** Keys that are shown when tables differ. */
const EXAMPLES = 5;

/** See `ReadSession.compare`. The lake's rows are loaded beside the table, and Snowflake compares both. */
export function compareTable(session: Session, request: CompareRequest): Promise<Comparison> {
  const { schema, table, rows, batches } = request;
  return withStaging({ session }, request, async (staged, folder) => {
    let batch = 0;
    for await (const files of batches) {
      const short = await stageFiles(session, staged, files, `${folder}/${batch}`);
      if (short) throw new Error(`${short.where}: ${short.reason}`);
      batch += 1;
    }
    const verdicts = verdictsQuery(table, targetOf(schema, table).rows, staged);
    const [totals] = await session.query(totalsQuery(verdicts));
    const examples = await session.query(
      `WITH verdicts AS (${verdicts}) SELECT VERDICT || ' ' || ${keyText(table)} AS EXAMPLE FROM verdicts
       WHERE VERDICT <> 'equal' ORDER BY 1 LIMIT ${EXAMPLES}`,
    );
    const total = (name: string): number => Number(totals?.[name] ?? 0);
    return {
      ...{ lakeRows: rows, copies: rows - total('IN_LAKE'), warehouseRows: total('IN_WAREHOUSE') },
      ...{ missing: total('MISSING'), extra: total('EXTRA'), changed: total('CHANGED') },
      examples: examples.map((row) => row['EXAMPLE'] as string),
      fingerprint: { lake: String(totals?.['LAKE_PRINT']), warehouse: String(totals?.['WAREHOUSE_PRINT']) },
    };
  });
}

/** One row per key of either side: how often it is there, its hash on each side, and a verdict. */
function verdictsQuery(table: TargetTable, target: string, staged: string): string {
  const keys = identList(table.key);
  const all = identList(table.columns.map((column) => column.name));
  const joined = (left: string, right: string): string =>
    table.key.map((name) => `${left}.${ident(name)} = ${right}.${ident(name)}`).join(' AND ');
  const key = table.key.map((name) => `COALESCE(l.${ident(name)}, w.${ident(name)}) AS ${ident(name)}`);
  // Of several copies in the lake, the warehouse may hold any.
  return `SELECT ${key.join(', ')}, COALESCE(l.N, 0) AS IN_LAKE, COALESCE(w.N, 0) AS IN_WAREHOUSE,
      w.DIGEST AS WAREHOUSE_DIGEST,
      CASE WHEN l.N IS NOT NULL THEN COALESCE(m.DIGEST, l.DIGEST) END AS LAKE_DIGEST,
      CASE WHEN w.N IS NULL THEN 'missing' WHEN l.N IS NULL OR w.N > 1 THEN 'extra'
        WHEN m.DIGEST IS NOT NULL THEN 'equal' ELSE 'changed' END AS VERDICT
    FROM (SELECT ${keys}, COUNT(*) AS N, MIN(DIGEST) AS DIGEST
      FROM (SELECT ${keys}, HASH(${all}) AS DIGEST FROM (${lakeRows(table, staged)})) GROUP BY ${keys}) l
    FULL OUTER JOIN (SELECT ${keys}, COUNT(*) AS N, MIN(HASH(${all})) AS DIGEST
      FROM ${target} GROUP BY ${keys}) w ON ${joined('l', 'w')}
    LEFT JOIN (SELECT DISTINCT ${keys}, HASH(${all}) AS DIGEST FROM (${lakeRows(table, staged)})) m
      ON ${joined('m', 'w')} AND m.DIGEST = w.DIGEST`;
}

/** What the lake holds now: of a changelog the newest revision of each key, without those that were retracted. */
function lakeRows({ kind, key }: TargetTable, staged: string): string {
  if (kind === 'rows') return `SELECT * FROM ${staged}`;
  return `SELECT * FROM (SELECT * FROM ${staged} QUALIFY ROW_NUMBER() OVER (
      PARTITION BY ${identList(key)} ORDER BY ${ident(REVISION)} DESC) = 1)
    WHERE ${ident(OP)} <> ${text(RETRACT)}`;
}

function totalsQuery(verdicts: string): string {
  return `WITH verdicts AS (${verdicts})
    SELECT SUM(CASE WHEN IN_LAKE > 0 THEN 1 ELSE 0 END) AS IN_LAKE, SUM(IN_WAREHOUSE) AS IN_WAREHOUSE,
      COUNT_IF(VERDICT = 'missing') AS MISSING, COUNT_IF(VERDICT = 'changed') AS CHANGED,
      SUM(CASE WHEN IN_LAKE = 0 THEN IN_WAREHOUSE WHEN IN_WAREHOUSE > 1 THEN IN_WAREHOUSE - 1 ELSE 0 END) AS EXTRA,
      COALESCE(SUM(LAKE_DIGEST), 0)::VARCHAR AS LAKE_PRINT,
      COALESCE(SUM(WAREHOUSE_DIGEST), 0)::VARCHAR AS WAREHOUSE_PRINT
    FROM verdicts`;
}

function keyText({ key }: TargetTable): string {
  return key.map((name) => `${ident(name)}::VARCHAR`).join(` || ' ' || `);
}
