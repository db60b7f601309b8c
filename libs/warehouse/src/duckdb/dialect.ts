import { ident, literal } from '../sql';
import type { Dialect } from '../views';
import { LEDGER } from './ledger';

export const DIALECT: Dialect = {
  ident,
  literal,
  ledger: { table: LEDGER, rows: 'rows' },
  utcDay: (instant) => `(${instant} AT TIME ZONE 'UTC')::DATE`,
  between: (unit, from, to) => `date_diff('${unit}', ${from}, ${to})`,
};
