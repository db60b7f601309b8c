import { asTexts } from '../answer';
import type { OnStep, ReadSession, Warehouse, WriteSession } from '../port';
import { compareTable } from './compare';
import { withSession, type Session, type SnowflakeSettings } from './connection';
import { hasLedger, positionOf, progressOf, tallyOf } from './ledger';
import { loadUnit, rebuildTable, unitStatements, type Context } from './load';
import { prepareSchema, prepareStatements } from './schema';
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
    withSession(options, 'read', async (session) =>
      (await hasLedger(session)) ? work(readSession(session)) : undefined,
    );
  return {
    kind: 'snowflake',
    capabilities: { readers: 'live', filesPerUnit: FILES_PER_COPY },
    readers: `${account}/${database}`,
    read,
    write: (work) => withSession(options, 'write', (session) => work(writeSession({ session, onStep, now }))),
    publish: () => Promise.resolve(),
    ask: (sql) => withSession(options, 'ask', async (session) => (await session.query(sql)).map(asTexts)),
    explain: (schema, units) =>
      withSession(options, 'explain', async (session) => [
        ...(await prepareStatements(session, schema)),
        ...units.flatMap(unitStatements),
      ]),
  };
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
