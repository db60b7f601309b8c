import type { Connection, ConnectionOptions } from 'snowflake-sdk';

/** Who logs in, and where. */
export interface Account {
  readonly account: string;
  readonly user: string;
  readonly role: string;
  readonly virtualWarehouse: string;
  readonly database: string;
  /** Address of another server that speaks Snowflake's protocol; absent means Snowflake itself. */
  readonly accessUrl?: string;
}

/** The driver looks for clouds around it, and tells its maker what it finds; neither is part of our work. */
const SILENT = {
  SNOWFLAKE_DISABLE_PLATFORM_DETECTION: 'true',
  SNOWFLAKE_DISABLE_MINICORE: 'true',
  SF_TELEMETRY_DISABLE_CONNECTION_SHAPE: 'true',
};

/** @param pem Private key, not encrypted. @param tag Shown in Snowflake's query history. */
export async function newConnection(account: Account, pem: string, tag: string): Promise<Connection> {
  Object.assign(process.env, SILENT);
  // Loaded when it is needed: it takes a second, which a user of another warehouse should not wait.
  const { default: snowflake } = await import('snowflake-sdk');
  snowflake.configure({ logLevel: 'OFF' });
  return snowflake.createConnection(optionsOf(account, pem, tag));
}

function optionsOf(
  { account, user, role, virtualWarehouse, database, accessUrl }: Account,
  privateKey: string,
  queryTag: string,
): ConnectionOptions {
  return {
    ...{ account, username: user, role, warehouse: virtualWarehouse, database },
    ...{ authenticator: 'SNOWFLAKE_JWT', privateKey, queryTag },
    ...(accessUrl === undefined ? {} : { accessUrl }),
    fetchAsString: ['Number'],
    // Else a number that is not there is the text NULL.
    representNullAsStringNull: false,
    // A failed login is tried again by our caller, who says so meanwhile. A statement without an answer the driver sends
    // again by itself, until our deadline: under the same request id, by which Snowflake knows whether it has run it.
    sfRetryMaxLoginRetries: 1,
  };
}
