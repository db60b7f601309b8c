import type { ViewMaker } from './view';

export const loadHealth: ViewMaker = ({ pipeline }, { ledger, literal, between }) => ({
  name: 'load_health',
  doc:
    'Per table: snapshots and rows loaded, when the newest of them was committed to the lake and when it was loaded, ' +
    'the seconds between, and the seconds since.',
  definition: `
    SELECT table_name, COUNT(*) AS snapshots, CAST(SUM(${ledger.rows}) AS BIGINT) AS loaded_rows,
      MAX(committed_at) AS committed_at, MAX(finished_at) AS loaded_at,
      MAX_BY(${between('second', 'committed_at', 'finished_at')}, sequence) AS delay_seconds,
      ${between('second', 'MAX(finished_at)', 'CURRENT_TIMESTAMP')} AS seconds_since_load
    FROM ${ledger.table} WHERE pipeline = ${literal(pipeline)} GROUP BY table_name`,
});
