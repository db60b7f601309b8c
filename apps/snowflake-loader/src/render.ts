import Table from 'cli-table3';
import type { Explanation, LoadReport, Status, Verification } from './outputs';

const count = (value: number): string => value.toLocaleString('en-US');

export function renderLoad(report: LoadReport): string {
  const table = new Table({
    head: ['table', 'snapshots', 'files', 'rows', 'inserted', 'updated', 'deleted'],
    style: { head: [], border: [] },
  });
  for (const one of report.tables)
    table.push([
      one.table,
      ...[one.snapshots, one.files, one.rows, one.inserted, one.updated, one.deleted].map(count),
    ]);
  return `${table.toString()}\nread it at ${report.readers}`;
}

export function renderStatus(status: Status): string {
  const table = new Table({
    head: ['table', 'rows', 'loaded at', 'behind'],
    style: { head: [], border: [] },
  });
  for (const one of status.tables)
    table.push([one.table, count(one.rows), one.loadedAt ?? 'never', behind(one)]);
  return `${table.toString()}\nread it at ${status.readers}`;
}

export function renderVerification(verification: Verification): string {
  const table = new Table({
    head: ['table', 'rows in lake', 'rows in warehouse', 'fingerprint', 'verdict'],
    style: { head: [], border: [] },
  });
  for (const one of verification.tables)
    table.push([
      one.table,
      count(one.lakeRows),
      count(one.warehouseRows),
      one.fingerprint.warehouse,
      verdict(one),
    ]);
  return table.toString();
}

/** A script with a comment above each statement. */
export function renderExplanation({ statements }: Explanation): string {
  if (statements.length === 0) return '-- nothing: the warehouse has all that the lake has';
  return statements.map(({ table, step, sql }) => `-- ${table}: ${step}\n${sql};`).join('\n\n');
}

function verdict(table: Verification['tables'][number]): string {
  const { missing, extra, changed, copies, examples } = table;
  if (table.equal) return copies === 0 ? 'equal' : `equal; ${count(copies)} repeat another row`;
  return `${count(missing)} missing, ${count(extra)} extra, ${count(changed)} changed: ${examples.join('; ')}`;
}

function behind({ lag, problem }: Status['tables'][number]): string {
  if (problem) return problem;
  if (!lag) return 'not in the lake yet';
  if (lag.snapshots === 0) return 'nothing';
  return `${count(lag.snapshots)} snapshots, ${count(lag.rows)} rows, ${Math.round(lag.seconds)} s`;
}
