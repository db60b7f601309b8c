import { text } from 'node:stream/consumers';
import { withSession } from '../snowflake/connection';

/** Asks one question of the server at an address, with the key that comes on stdin, and gives up after half a second. */
async function askOnce(accessUrl: string): Promise<void> {
  const settings = {
    ...{ account: 'acme', user: 'LOADER', role: 'LOADER', virtualWarehouse: 'LOADING', database: 'D' },
    ...{ keys: [{ place: 'stdin', pem: await text(process.stdin) }], tag: {}, accessUrl },
    statementDeadlineMs: 500,
  };
  const error = await withSession(settings, 'test', (session) => session.query('SELECT 1 AS X')).catch(
    (failure: unknown) => failure,
  );
  process.stdout.write(`${(error as Error).message}\n`);
}

void askOnce(process.argv[2] ?? '');
