import { literal } from '../../sql';
import { LEDGER } from '../ledger';
import type { ViewMaker } from './view';

export const loadHealth: ViewMaker = ({ pipeline }) => ({
  name: 'load_health',
  doc:
    'Per table: snapshots and rows loaded, when the newest of them was committed to the lake and when it was loaded, ' +
    'the seconds between, and the seconds since.',
  definition: `
    SELECT table_name, count(*) AS snapshots, sum(rows)::BIGINT AS rows, max(committed_at) AS committed_at,
      max(finished_at) AS loaded_at, arg_max(date_diff('second', committed_at, finished_at), sequence) AS delay_seconds,
      date_diff('second', max(finished_at), now()) AS seconds_since_load
    FROM ${LEDGER} WHERE pipeline = ${literal(pipeline)} GROUP BY table_name`,
});
