/** Every name that derives from the name of a pipeline. One word, spelt as each target wants it. */
export interface PipelineNames {
  /** Kafka topic, S3 prefix, folder. */
  readonly name: string;
  /** Python module, Iceberg and warehouse identifier: these know no hyphen. */
  readonly snake: string;
  /** Nx project, and npm name below the scope, of the contracts. */
  readonly project: string;
  /** Nx project of the Spark job. */
  readonly sparkProject: string;
}

export function namesOf(name: string): PipelineNames {
  return {
    name,
    snake: name.replaceAll('-', '_'),
    project: `pipeline-${name}`,
    sparkProject: `spark-${name}`,
  };
}

/** Namespace in CloudWatch of what the job of a pipeline publishes, and its alarms watch. */
export const metricNamespaceOf = (name: string, environment: string): string =>
  `clickstream/${environment}/${name}`;

/** Longest name: the longest role name built from it still fits IAM's 64 characters. */
const MAX_LENGTH = 40;

const RULES: readonly { readonly message: string; readonly broken: (name: string) => boolean }[] = [
  {
    message:
      'must be lower-case letters, digits and hyphens, first a letter (S3 prefix, npm name, Terraform id)',
    broken: (name) => !/^[a-z][a-z0-9-]*$/.test(name),
  },
  {
    message: `must have at most ${MAX_LENGTH} characters (IAM role name)`,
    broken: (name) => name.length > MAX_LENGTH,
  },
  {
    message:
      'must not end in a hyphen or hold two in a row (Kafka topic and table name would collide or read badly)',
    broken: (name) => /-$|--/.test(name),
  },
  {
    message: 'is a keyword of Python (module name)',
    broken: (name) => PYTHON_KEYWORDS.has(namesOf(name).snake),
  },
  {
    message: 'is a reserved word of TypeScript (exported constant)',
    broken: (name) => isTypescriptReserved(name),
  },
  {
    message: 'is a reserved word of SQL (schema in Snowflake and DuckDB)',
    broken: (name) => SQL_RESERVED.has(namesOf(name).snake),
  },
  {
    message: 'is used by the platform itself (project, schema or Python module of that name)',
    broken: (name) => PLATFORM_WORDS.has(namesOf(name).snake),
  },
];

/** Whether code in TypeScript can call something so. */
export const isTypescriptReserved = (name: string): boolean => TYPESCRIPT_RESERVED.has(name);

/** All reasons why this cannot be the name of a pipeline; none when it can. */
export function nameViolations(name: string): string[] {
  return RULES.filter((rule) => rule.broken(name)).map((rule) => rule.message);
}

/** The pipeline whose derived names would be the same, compared after normalisation: `a-b` and `a_b` are one table. */
export function collidingName(name: string, existing: readonly string[]): string | undefined {
  return existing.find((other) => other !== name && namesOf(other).snake === namesOf(name).snake);
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

// Lower-case keywords of the Python 3 language reference, "Keywords" and "Soft keywords".
const PYTHON_KEYWORDS = words(
  `and as assert async await break class continue def del elif else except finally for from global if import in is
   lambda nonlocal not or pass raise return try while with yield match case type`,
);

// ECMAScript's "ReservedWord" with what strict mode adds.
const TYPESCRIPT_RESERVED = words(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
   finally for function if implements import in instanceof interface let new null package private protected public
   return static super switch this throw true try typeof var void while with yield`,
);

// Snowflake's "Reserved & limited keywords" that are one lower-case word, and what DuckDB reserves beyond them.
const SQL_RESERVED = words(
  `account all alter and any as between by case cast check column connect connection constraint create cross current
   database delete distinct drop else exists false following for from full grant group gscluster having ilike in
   increment inner insert intersect into is issue join lateral left like localtime localtimestamp minus natural not
   null of on or order organization qualify regexp revoke right rlike row rows sample schema select set some start
   table tablesample then to trigger true try_cast union unique update using values view when whenever where with
   analyse analyze array asc both collate default deferrable desc describe do end except fetch foreign initially
   leading limit offset only pivot placing primary references returning show summarize symmetric trailing unpivot
   variadic window`,
);

const PLATFORM_WORDS = words(
  'lake loader platform plugin clickstream_spark main information_schema public test tests src spark',
);
