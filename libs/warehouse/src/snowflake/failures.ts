import { PlatformError, messageOf } from '@clickstream/errors';
import type { SnowflakeError } from 'snowflake-sdk';
import type { Account } from './driver';

/** Snowflake refused a statement: the session lives on, and its transaction is open. */
export class StatementFailed extends Error {
  override readonly name = 'StatementFailed';
  constructor(
    /** Of Snowflake, as `100038`. */
    readonly code: string,
    /** Five characters, by the SQL standard. */
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

/** What the driver itself reports (network, protocol, token) begins with 4; what Snowflake says of a statement does not. */
export function failureOf(error: SnowflakeError): StatementFailed | SessionLost {
  const code = String(error.code ?? '');
  const reason = firstLine(messageOf(error));
  if (error.sqlState === undefined || /^4\d{5}$/.test(code)) return new SessionLost(reason);
  return new StatementFailed(code, error.sqlState, reason);
}

/** The lines after the first repeat the statement. */
function firstLine(message: string): string {
  return message.split('\n').slice(0, 2).join(' ').trim();
}

interface Meaning {
  readonly codes: readonly string[];
  readonly error: string;
  readonly says: string;
  readonly next: string;
  readonly retry?: 'backoff';
}

/** Failures of statements that a person or time can heal; the codes are Snowflake's. */
const MEANINGS: readonly Meaning[] = [
  {
    codes: ['000625', '000626', '000627'],
    error: 'WAREHOUSE_BUSY',
    says: 'another transaction keeps a row or table locked',
    next: 'wait for the other loader, or see SHOW LOCKS and SYSTEM$ABORT_TRANSACTION',
    retry: 'backoff',
  },
  {
    codes: ['000604', '000630', '000631'],
    error: 'WAREHOUSE_SLOW',
    says: 'Snowflake ended a statement that took too long',
    next: 'load again; give the virtual warehouse a larger size when it comes again',
    retry: 'backoff',
  },
  {
    codes: ['090073', '000606', '000610'],
    error: 'WAREHOUSE_SUSPENDED',
    says: 'the virtual warehouse does not run',
    next: 'check the resource monitor, and that warehouse.virtualWarehouse is the one that setup made',
    retry: 'backoff',
  },
  {
    codes: ['100090'],
    error: 'WAREHOUSE_AMBIGUOUS',
    says: 'a MERGE met several rows for one key; nothing of it was kept',
    next: 'rebuild: the table holds a key twice, which no load writes',
  },
  {
    codes: ['003001', '003003', '002003', '002043'],
    error: 'WAREHOUSE_FORBIDDEN',
    says: 'the role may not do it, or what it is done to is not there',
    next: 'run the statements of the command setup as ACCOUNTADMIN; they can be repeated',
  },
];

const meaningOf = (code: string): Meaning | undefined => MEANINGS.find(({ codes }) => codes.includes(code));

/** Did the rows of a file or a value in them cause it? Then the same file would fail again. Snowflake numbers these 100xxx. */
export function isAboutRows({ code }: StatementFailed): boolean {
  return /^100\d{3}$/.test(code) && meaningOf(code) === undefined;
}

/** What a person reads of a failure that no outcome of a unit covers. */
export function explained(error: unknown, { account, role, database }: Account): unknown {
  const where = `role ${role}, database ${database} of account ${account}`;
  if (error instanceof SessionLost)
    return new PlatformError({
      code: 'WAREHOUSE_LOST',
      message: `the session with Snowflake broke off: ${error.message}`,
      where,
      next: 'check the network, then run the same command again; the ledger knows what is loaded',
      retry: 'backoff',
      cause: error,
    });
  if (!(error instanceof StatementFailed)) return error;
  const meaning = meaningOf(error.code);
  return new PlatformError({
    code: meaning?.error ?? 'WAREHOUSE_STATEMENT_REFUSED',
    message: `${meaning?.says ?? 'Snowflake refused a statement'} (${error.code}: ${error.message})`,
    where,
    next: meaning?.next ?? 'look the code up in Snowflake’s query history, by the tag clickstream-loader',
    ...(meaning?.retry ? { retry: meaning.retry } : {}),
    cause: error,
  });
}

/** How Snowflake numbers its own answers to a login; what comes from the network has the driver's numbers. */
const LOGIN_REFUSED = /^39\d{4}$/;
/** Of these: the public half of the key is not set on the user. */
const KEY_REFUSED = /^39(0144|43\d\d)$/;

export function isKeyRefused(error: SnowflakeError): boolean {
  return KEY_REFUSED.test(String(error.code ?? ''));
}

export function cannotConnect({ account, user }: Account, error: SnowflakeError): PlatformError {
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
