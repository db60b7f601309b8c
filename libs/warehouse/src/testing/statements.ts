/** What is known of a class of statements. */
export interface Evidence {
  /** As its first words. */
  readonly statement: string;
  readonly proof: 'executed by the emulator' | 'text-checked only';
  readonly text: 'parsed' | 'compared with the reference';
}

/** Classes of statements by their first words; the first that fits counts. */
const CLASSES: readonly (readonly [statement: string, pattern: RegExp])[] = [
  ['ALTER TABLE .. ADD COLUMN', /^ALTER TABLE \S+ ADD COLUMN/],
  ['ALTER TABLE .. SET DATA TYPE', /^ALTER TABLE \S+ ALTER COLUMN \S+ SET DATA TYPE/],
  ['ALTER TABLE .. DROP NOT NULL', /^ALTER TABLE \S+ ALTER COLUMN \S+ DROP NOT NULL/],
  ['ALTER ICEBERG TABLE .. SET AUTO_REFRESH', /^ALTER ICEBERG TABLE .* SET AUTO_REFRESH/],
  ['ALTER ICEBERG TABLE .. REFRESH', /^ALTER ICEBERG TABLE .* REFRESH$/],
  ['CREATE SCHEMA .. WITH MANAGED ACCESS', /^CREATE SCHEMA .* WITH MANAGED ACCESS/],
  ['CREATE STAGE .. URL .. STORAGE_INTEGRATION', /^CREATE STAGE .* URL = /],
  ['GRANT .. ON FUTURE or ALL', /^GRANT .* ON (FUTURE|ALL) /],
  ['GRANT OWNERSHIP', /^GRANT OWNERSHIP/],
  ['GRANT ROLE', /^GRANT ROLE/],
  ['SELECT SYSTEM$AUTO_REFRESH_STATUS', /SYSTEM\$AUTO_REFRESH_STATUS/],
  ['SELECT', /^WITH /],
];

/** The first words that are no name tell the rest: `CREATE TRANSIENT TABLE`. */
const WORDS =
  /^(?:CREATE (?:OR REPLACE )?|ALTER |DROP |DESCRIBE )?[A-Z]+(?: (?:TABLE|INTO|MONITOR|VOLUME|INTEGRATION)\b)*/;

export function classOf(sql: string): string {
  const text = sql.trim().replaceAll(/\s+/g, ' ');
  const known = CLASSES.find(([, pattern]) => pattern.test(text));
  return known?.[0] ?? (WORDS.exec(text)?.[0] ?? text).replace('OR REPLACE ', '');
}

/**
 * Syntax of statements that the parser does not know, from their pages in Snowflake's reference; the whole text must fit.
 * `NAME` stands for an identifier, `TEXT` for a literal.
 */
const REFERENCE: readonly string[] = [
  'ALTER ICEBERG TABLE NAME REFRESH',
  'ALTER RESOURCE MONITOR NAME SET CREDIT_QUOTA = \\d+ TRIGGERS( ON \\d+ PERCENT DO (NOTIFY|SUSPEND|SUSPEND_IMMEDIATE))+',
  'ALTER STORAGE INTEGRATION NAME SET ENABLED = TRUE STORAGE_AWS_ROLE_ARN = TEXT STORAGE_ALLOWED_LOCATIONS = \\(TEXT\\)',
  'ALTER USER NAME SET RSA_PUBLIC_KEY(_2)? = TEXT',
  'ALTER WAREHOUSE NAME SET WAREHOUSE_SIZE = TEXT AUTO_SUSPEND = \\d+ AUTO_RESUME = TRUE RESOURCE_MONITOR = NAME STATEMENT_TIMEOUT_IN_SECONDS = \\d+ COMMENT = TEXT',
  'CREATE CATALOG INTEGRATION IF NOT EXISTS NAME CATALOG_SOURCE = ICEBERG_REST TABLE_FORMAT = ICEBERG CATALOG_NAMESPACE = TEXT REST_CONFIG = \\(CATALOG_URI = TEXT CATALOG_API_TYPE = AWS_GLUE CATALOG_NAME = TEXT\\) REST_AUTHENTICATION = \\(TYPE = SIGV4 SIGV4_IAM_ROLE = TEXT SIGV4_SIGNING_REGION = TEXT SIGV4_EXTERNAL_ID = TEXT\\) ENABLED = TRUE REFRESH_INTERVAL_SECONDS = \\d+',
  'CREATE EXTERNAL VOLUME IF NOT EXISTS NAME STORAGE_LOCATIONS = \\(\\(NAME = TEXT STORAGE_PROVIDER = TEXT STORAGE_BASE_URL = TEXT STORAGE_AWS_ROLE_ARN = TEXT STORAGE_AWS_EXTERNAL_ID = TEXT\\)\\) ALLOW_WRITES = FALSE',
  'CREATE RESOURCE MONITOR IF NOT EXISTS NAME WITH CREDIT_QUOTA = \\d+ FREQUENCY = MONTHLY START_TIMESTAMP = IMMEDIATELY TRIGGERS( ON \\d+ PERCENT DO (NOTIFY|SUSPEND|SUSPEND_IMMEDIATE))+',
  'CREATE ROLE IF NOT EXISTS NAME COMMENT = TEXT',
  'CREATE SCHEMA IF NOT EXISTS NAME WITH MANAGED ACCESS',
  'CREATE USER IF NOT EXISTS NAME TYPE = SERVICE DEFAULT_ROLE = NAME DEFAULT_WAREHOUSE = NAME DEFAULT_NAMESPACE = NAME',
  'DESCRIBE CATALOG INTEGRATION NAME',
  'GRANT OWNERSHIP ON DATABASE NAME TO ROLE NAME COPY CURRENT GRANTS',
  'GRANT ROLE NAME TO (ROLE|USER) NAME',
  'GRANT SELECT ON (ALL|FUTURE) (TABLES|VIEWS) IN SCHEMA NAME TO ROLE NAME',
  'GRANT [A-Z]+( [A-Z]+)*(, [A-Z]+( [A-Z]+)*)* ON (EXTERNAL VOLUME|INTEGRATION|SCHEMA|STAGE|WAREHOUSE) NAME TO ROLE NAME',
];
const IDENTIFIER = '(?:\\w+|"[^"]+")';
const PATTERNS = REFERENCE.map(
  (syntax) =>
    new RegExp(
      `^${syntax.replaceAll(/\bNAME\b(?! = TEXT)/g, `${IDENTIFIER}(?:\\.${IDENTIFIER})*`).replaceAll('TEXT', "'[^']*'")}$`,
    ),
);

export function fitsReference(sql: string): boolean {
  return PATTERNS.some((pattern) => pattern.test(sql));
}

/** The table of `docs/warehouse.md`. */
export function renderEvidence(evidence: readonly Evidence[]): string[] {
  const cells = evidence.map(({ statement, proof, text }) => [`\`${statement}\``, proof, text]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(HEAD[column]?.length ?? 0, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(HEAD), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)];
}
const HEAD = ['statement', 'proof', 'text'];
