import { PlatformError, messageOf } from '@clickstream/errors';
import type { Bind, Connection, ConnectionOptions, SnowflakeError } from 'snowflake-sdk';

/** A row by upper-case column name; numbers are texts, so that 64 bits survive. */
export type Row = Record<string, unknown>;

export interface SnowflakeSettings {
  readonly account: string;
  readonly user: string;
  readonly role: string;
  readonly virtualWarehouse: string;
  readonly database: string;
  /** PEM, PKCS 8; encrypted ones need `passphrase`. */
  readonly privateKey: string;
  readonly passphrase?: string;
  /** Address of another server that speaks Snowflake's protocol; absent means Snowflake itself. */
  readonly accessUrl?: string;
  /** How long one statement may take, milliseconds. */
  readonly statementDeadlineMs?: number;
}

/** One open session; statements run one after another. */
export interface Session {
  /** @returns Rows of the statement. @throws StatementFailed, SessionLost */
  query(sql: string, binds?: readonly Bind[]): Promise<Row[]>;
  /** Did a statement stay without an answer? Then no other should be sent. */
  isLost(): boolean;
}

/** Snowflake refused a statement: the session lives on, and its transaction is open. */
export class StatementFailed extends Error {
  override readonly name = 'StatementFailed';
  constructor(
    /** Of Snowflake, as `100038`. */
    readonly code: string,
    /** Five characters; 22 is about data. */
    readonly sqlState: string,
    message: string,
  ) {
    super(message);
  }
}

/** No answer, or none in time: nobody knows whether the statement was run. */
export class SessionLost extends Error {
  override readonly name = 'SessionLost';
}

/** Longer than a COPY of a thousand files should take. */
const DEADLINE_MS = 15 * 60_000;

/**
 * Opens a session, runs work on it and closes it, whatever happens. Closing rolls an open transaction back.
 *
 * @param tag Shown in Snowflake's query history.
 * @throws PlatformError WAREHOUSE_UNREACHABLE, WAREHOUSE_REFUSED
 */
export async function withSession<T>(
  settings: SnowflakeSettings,
  tag: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const connection = await connect(settings, tag);
  const deadlineMs = settings.statementDeadlineMs ?? DEADLINE_MS;
  try {
    return await work(sessionOn(connection, deadlineMs));
  } finally {
    await new Promise<void>((resolve) => connection.destroy(() => resolve()));
  }
}

function sessionOn(connection: Connection, deadlineMs: number): Session {
  let lost = false;
  return {
    async query(sql, binds = []) {
      try {
        return await execute(connection, sql, binds, deadlineMs);
      } catch (error) {
        lost ||= error instanceof SessionLost;
        throw error;
      }
    },
    isLost: () => lost,
  };
}

async function connect(settings: SnowflakeSettings, tag: string): Promise<Connection> {
  // Loaded when it is needed: it takes a second, which a user of another warehouse should not wait.
  const { default: snowflake } = await import('snowflake-sdk');
  snowflake.configure({ logLevel: 'OFF' });
  const connection = snowflake.createConnection(optionsOf(settings, tag));
  return new Promise((resolve, reject) => {
    connection.connect((error) => (error ? reject(cannotConnect(settings, error)) : resolve(connection)));
  });
}

function optionsOf(settings: SnowflakeSettings, tag: string): ConnectionOptions {
  const { account, user, role, virtualWarehouse, database, privateKey, passphrase, accessUrl } = settings;
  return {
    ...{ account, username: user, role, warehouse: virtualWarehouse, database },
    ...{ authenticator: 'SNOWFLAKE_JWT', privateKey, privateKeyPass: passphrase },
    ...(accessUrl === undefined ? {} : { accessUrl }),
    queryTag: tag,
    fetchAsString: ['Number'],
    // A failed login is tried again by our caller, who says so meanwhile.
    sfRetryMaxLoginRetries: 1,
  };
}

function execute(
  connection: Connection,
  sqlText: string,
  binds: readonly Bind[],
  deadlineMs: number,
): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new SessionLost(`no answer in ${deadlineMs / 1000} s`)),
      deadlineMs,
    );
    connection.execute({
      sqlText,
      binds: [...binds],
      complete(error, _statement, rows) {
        clearTimeout(timer);
        if (error) reject(failureOf(error));
        else resolve((rows ?? []) as Row[]);
      },
    });
  });
}

/** What the driver itself reports (network, protocol, token) begins with 4; what Snowflake says of a statement does not. */
function failureOf(error: SnowflakeError): Error {
  const code = String(error.code ?? '');
  const reason = firstLine(messageOf(error));
  if (error.sqlState === undefined || /^4\d{5}$/.test(code)) return new SessionLost(reason);
  return new StatementFailed(code, error.sqlState, reason);
}

/** The lines after the first repeat the statement. */
function firstLine(message: string): string {
  return message.split('\n').slice(0, 2).join(' ').trim();
}

/** How Snowflake numbers its own answers to a login; what comes from the network has the driver's numbers. */
const LOGIN_REFUSED = /^39\d{4}$/;

function cannotConnect({ account, user }: SnowflakeSettings, error: SnowflakeError): PlatformError {
  const reason = firstLine(messageOf(error));
  const refused = LOGIN_REFUSED.test(String(error.code ?? ''));
  return new PlatformError({
    code: refused ? 'WAREHOUSE_REFUSED' : 'WAREHOUSE_UNREACHABLE',
    message: refused ? `Snowflake refused the login: ${reason}` : `Snowflake does not answer: ${reason}`,
    where: `user ${user} of account ${account}`,
    next: refused
      ? 'check warehouse.user and warehouse.role, and that the public half of warehouse.privateKey is set on the user'
      : 'check warehouse.account and the network, then load again',
    ...(refused ? {} : { retry: 'backoff' as const }),
    cause: error,
  });
}
