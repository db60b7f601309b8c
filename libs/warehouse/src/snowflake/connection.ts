import type { Bind, Connection, RowStatement, SnowflakeError } from 'snowflake-sdk';
import { newConnection, type Account } from './driver';
import { SessionLost, cannotConnect, explained, failureOf, isKeyRefused } from './failures';
import { openKey, type PrivateKey } from './keys';
import { inTime } from './requests';

/** A row by upper-case column name; numbers are texts, so that 64 bits survive. */
export type Row = Record<string, unknown>;

export interface SnowflakeSettings extends Account {
  /** Tried in order: during a rotation the user has two. */
  readonly keys: readonly PrivateKey[];
  /** What the work is for; shown with every statement in Snowflake's query history. */
  readonly tag: Readonly<Record<string, string>>;
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

/** Longer than a COPY of a thousand files should take. */
const DEADLINE_MS = 15 * 60_000;
/** The driver tries twice, each with a token that lives for two minutes. */
const LOGIN_DEADLINE_MS = 60_000;
/** How long a session may take to say goodbye; Snowflake ends one that is left by itself. */
const CLOSE_DEADLINE_MS = 5_000;
/**
 * A transaction that was left and stands in the way is ended by Snowflake after five minutes, so a wait may take longer;
 * but it is shorter than our own deadline, so that Snowflake says what it waited for.
 */
const LOCK_TIMEOUT_SECONDS = 600;

/**
 * Opens a session, runs work on it and closes it, whatever happens. Closing rolls an open transaction back.
 *
 * @param purpose Shown in Snowflake's query history.
 * @throws PlatformError WAREHOUSE_UNREACHABLE, WAREHOUSE_REFUSED, SECRET_UNUSABLE; WAREHOUSE_LOST and what else
 *   `explained` makes of a failure that the work did not handle.
 */
export async function withSession<T>(
  settings: SnowflakeSettings,
  purpose: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const deadlineMs = settings.statementDeadlineMs ?? DEADLINE_MS;
  try {
    const connection = await login(settings, purpose);
    try {
      const session = sessionOn(connection, deadlineMs);
      await session.query(sessionStatement(deadlineMs));
      return await work(session);
    } finally {
      await inTime(CLOSE_DEADLINE_MS, (done) => connection.destroy(done));
    }
  } catch (error) {
    throw explained(error, settings);
  }
}

/** Snowflake ends by itself what nobody waits for any more, so that a lost loader blocks no other for long. */
export function sessionStatement(deadlineMs: number): string {
  return `ALTER SESSION SET TIMEZONE = 'UTC', LOCK_TIMEOUT = ${LOCK_TIMEOUT_SECONDS}, ABORT_DETACHED_QUERY = TRUE,
    STATEMENT_TIMEOUT_IN_SECONDS = ${Math.ceil(deadlineMs / 1000)}`;
}

async function login(settings: SnowflakeSettings, purpose: string): Promise<Connection> {
  const tag = JSON.stringify({ application: 'clickstream-loader', ...settings.tag, purpose });
  let refused: SnowflakeError | undefined;
  for (const key of settings.keys) {
    const connection = await newConnection(settings, openKey(key), tag);
    const error = await connect(connection);
    if (!error) return connection;
    refused = error;
    if (!isKeyRefused(error)) break;
  }
  throw cannotConnect(settings, refused ?? (new Error('no private key is set') as SnowflakeError));
}

async function connect(connection: Connection): Promise<SnowflakeError | undefined> {
  let failed: SnowflakeError | undefined;
  const came = await inTime(LOGIN_DEADLINE_MS, (done) =>
    connection.connect((error) => done((failed = error ?? undefined))),
  );
  if (came) return failed;
  return new Error(`no answer to the login in ${LOGIN_DEADLINE_MS / 1000} s`) as SnowflakeError;
}

function sessionOn(connection: Connection, deadlineMs: number): Session {
  let lost = false;
  let before: Promise<unknown> = Promise.resolve();
  return {
    query(sql, binds = []) {
      // A transaction belongs to the connection, and its statements come in their order or not at all.
      const answer = before.then(() => execute(connection, { sql, binds, deadlineMs }));
      before = answer.catch((error: unknown) => void (lost ||= error instanceof SessionLost));
      return answer;
    },
    isLost: () => lost,
  };
}

interface Execution {
  readonly sql: string;
  readonly binds: readonly Bind[];
  readonly deadlineMs: number;
}

async function execute(connection: Connection, { sql, binds, deadlineMs }: Execution): Promise<Row[]> {
  let answer: { readonly error?: SnowflakeError; readonly rows?: readonly unknown[] } | undefined;
  let statement: RowStatement | undefined;
  const came = await inTime(deadlineMs, (done) => {
    statement = connection.execute({
      sqlText: sql,
      binds: [...binds],
      complete: (error, _statement, rows) =>
        done((answer = { ...(error ? { error } : {}), ...(rows ? { rows } : {}) })),
    });
  });
  if (answer?.error) throw failureOf(answer.error);
  if (came) return (answer?.rows ?? []) as Row[];
  await inTime(CLOSE_DEADLINE_MS, (done) => statement?.cancel(done));
  throw new SessionLost(`no answer in ${deadlineMs / 1000} s`);
}
