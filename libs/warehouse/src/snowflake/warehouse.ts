import type { OnStep, ReadSession, Warehouse, WriteSession } from '../port';
import { compareTable } from './compare';
import { withSession, type Session, type SnowflakeSettings } from './connection';
import { positionOf, progressOf, tallyOf } from './ledger';
import { loadUnit, rebuildTable, unitStatements, type Context } from './load';
import { LEDGER_SCHEMA } from './names';
import { prepareSchema, prepareStatements } from './schema';
import { text } from './sql';
import { FILES_PER_COPY } from './staging';

export interface SnowflakeOptions extends SnowflakeSettings {
  readonly onStep?: OnStep;
  /** Clock of the ledger, epoch milliseconds. */
  readonly now?: () => number;
}

/** Snowflake through its own driver: one session per piece of work, statement after statement; readers see each commit. */
export function createSnowflakeWarehouse(options: SnowflakeOptions): Warehouse {
  const { onStep = () => undefined, now = Date.now, account, database } = options;
  const read: Warehouse['read'] = (work) =>
    withSession(options, 'clickstream loader: read', async (session) =>
      (await hasLedger(session)) ? work(readSession(session)) : undefined,
    );
  return {
    kind: 'snowflake',
    capabilities: { readers: 'live', filesPerUnit: FILES_PER_COPY },
    readers: `${account}/${database}`,
    read,
    write: (work) =>
      withSession(options, 'clickstream loader: write', (session) =>
        work(writeSession({ session, onStep, now })),
      ),
    publish: () => Promise.resolve(),
    explain: (schema, units) =>
      withSession(options, 'clickstream loader: sql', async (session) => [
        ...(await prepareStatements(session, schema)),
        ...units.flatMap(unitStatements),
      ]),
  };
}

async function hasLedger(session: Session): Promise<boolean> {
  const found = await session.query(
    `SELECT COUNT(*) AS FOUND FROM INFORMATION_SCHEMA.TABLES
     WHERE TABLE_SCHEMA = ${text(LEDGER_SCHEMA)} AND TABLE_NAME = 'LOAD_LEDGER'`,
  );
  return Number(found[0]?.['FOUND']) > 0;
}

function readSession(session: Session): ReadSession {
  return {
    position: (pipeline, table) => positionOf(session, pipeline, table),
    progress: (pipeline) => progressOf(session, pipeline),
    tally: (schema, table) => tallyOf(session, schema, table),
    compare: (request) => compareTable(session, request),
  };
}

function writeSession(context: Context): WriteSession {
  return {
    ...readSession(context.session),
    prepare: (schema) => prepareSchema(context.session, schema, context.now),
    load: (unit) => loadUnit(context, unit),
    rebuild: (unit) => rebuildTable(context, unit),
  };
}
