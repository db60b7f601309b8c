/** A virtual warehouse: compute that is paid while it runs. */
export interface VirtualWarehouse {
  readonly name: string;
  readonly size: 'XSMALL' | 'SMALL' | 'MEDIUM';
  /** Idle time after which it stops by itself. */
  readonly autoSuspendSeconds: number;
  /** Snowflake ends a statement that takes longer; the loader's own deadline is shorter. */
  readonly statementTimeoutSeconds: number;
  readonly comment: string;
}

/** Ends runaway costs: says so at the percentages of `notifyAt`, stops the warehouses at the others. */
export interface ResourceMonitor {
  readonly name: string;
  readonly creditQuota: number;
  readonly frequency: 'MONTHLY';
  readonly notifyAt: readonly number[];
  /** Running statements may end. */
  readonly suspendAt: number;
  /** They may not. */
  readonly suspendImmediatelyAt: number;
}

/** Schemas beside those of the pipelines. */
export const SCHEMAS = {
  /** The loader's bookkeeping and its staging tables. */
  loader: 'LOADER',
  /** Iceberg tables that are read in place, in the mode `external`. */
  lake: 'LAKE',
} as const;

/** In schema `SCHEMAS.loader`. */
export const STAGES = {
  /** Internal: the loader makes it and uploads files to it. */
  uploads: 'STAGED',
  /** External: the lake's bucket, read only. */
  lake: 'LAKE',
} as const;

/** Everything that the platform has in a Snowflake account, by name. One account serves one environment. */
export interface SnowflakeAccount {
  readonly environment: string;
  readonly database: string;
  readonly schemas: typeof SCHEMAS;
  readonly roles: {
    /** Owns the database; people who run the platform. */
    readonly admin: string;
    /** Writes tables and views; the loader and nobody else. */
    readonly loader: string;
    /** Reads them; people and BI tools. */
    readonly analyst: string;
  };
  readonly users: {
    /** Logs in with a key pair; it has no password. */
    readonly loader: string;
  };
  readonly warehouses: { readonly loading: VirtualWarehouse; readonly analysis: VirtualWarehouse };
  readonly resourceMonitor: ResourceMonitor;
  /** How Snowflake takes on the AWS role that may read the lake's bucket. */
  readonly storageIntegration: string;
  readonly stages: typeof STAGES;
  /** For the mode `external`. */
  readonly external: { readonly volume: string; readonly catalogIntegration: string };
}

/** Credits a month: a virtual warehouse of size XSMALL burns one an hour. */
const CREDITS: Readonly<Record<string, number>> = { prod: 400 };
const FEW_CREDITS = 40;

/** The names of an environment's account. They hold nothing that is secret. */
export function snowflakeAccount(environment: string): SnowflakeAccount {
  return {
    environment,
    database: `CLICKSTREAM_${environment.toUpperCase()}`,
    schemas: SCHEMAS,
    roles: { admin: 'CLICKSTREAM_ADMIN', loader: 'CLICKSTREAM_LOADER', analyst: 'CLICKSTREAM_ANALYST' },
    users: { loader: 'CLICKSTREAM_LOADER' },
    warehouses: {
      loading: {
        name: 'CLICKSTREAM_LOADING',
        size: 'XSMALL',
        autoSuspendSeconds: 60,
        statementTimeoutSeconds: 1_800,
        comment: 'Work of the clickstream loader',
      },
      analysis: {
        name: 'CLICKSTREAM_ANALYSIS',
        size: 'SMALL',
        autoSuspendSeconds: 120,
        statementTimeoutSeconds: 3_600,
        comment: 'Questions of analysts about clickstream events',
      },
    },
    resourceMonitor: {
      name: 'CLICKSTREAM_CREDITS',
      creditQuota: CREDITS[environment] ?? FEW_CREDITS,
      frequency: 'MONTHLY',
      notifyAt: [50, 80],
      suspendAt: 100,
      suspendImmediatelyAt: 110,
    },
    storageIntegration: 'CLICKSTREAM_LAKE',
    stages: STAGES,
    external: { volume: 'CLICKSTREAM_LAKE', catalogIntegration: 'CLICKSTREAM_GLUE' },
  };
}

/** Schema of a pipeline's tables and views: `order-items` has `ORDER_ITEMS`. */
export function pipelineSchema(pipeline: string): string {
  return pipeline.replaceAll('-', '_').toUpperCase();
}

/**
 * What Snowflake says when it takes on its role in AWS. It is ours to choose and no secret; chosen by this rule, the role
 * can trust it before there is anything in Snowflake.
 *
 * @param roleArn Of the role; its account makes the id unique.
 */
export const externalIdOf = (environment: string, roleArn: string): string =>
  `clickstream-${environment}-${roleArn.split(':')[4]}`;
