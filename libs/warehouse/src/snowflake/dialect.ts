import type { Dialect } from '../views';
import { LEDGER } from './names';
import { ident, text } from './sql';

export const DIALECT: Dialect = {
  ident,
  literal: text,
  ledger: { table: LEDGER, rows: 'ROWS_PROMISED' },
  utcDay: (instant) => `CONVERT_TIMEZONE('UTC', ${instant})::DATE`,
  between: (unit, from, to) => `DATEDIFF(${unit.toUpperCase()}, ${from}, ${to})`,
};
