import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { snowflakeAccount } from '@clickstream/snowflake-account';
import { externalSections, recoveryStatements, refreshQueries, setupSections } from '../src';
import { EVENTS, SCHEMA } from '../src/testing/fixtures';
import { classOf, fitsReference, type Evidence } from '../src/testing/statements';
import { EMULATOR_PYTHON } from './emulator';

const PUBLISHED = join(__dirname, 'statements.json');

/** The emulator takes these and does nothing. */
const IGNORED = new Set(['ALTER SESSION']);

/** What is printed for people to run: the set-up, the external mode, its watch and its recovery. */
export function generatedStatements(): string[] {
  const account = snowflakeAccount('prod');
  const place = { lakeLocation: 's3://lake-prod', awsRoleArn: 'arn:aws:iam::333333333333:role/snowflake' };
  const tables = [{ source: 'events_click_stream', table: EVENTS }];
  const catalog = {
    ...{ uri: 'https://glue.eu-central-1.amazonaws.com/iceberg', name: '333333333333' },
    ...{ namespace: 'clickstream', region: 'eu-central-1' },
  };
  const publicKeys = { first: 'AAAA', second: 'BBBB' };
  const sections = [
    ...setupSections(account, { pipelines: ['click-stream'], ...place, publicKeys }),
    ...externalSections(account, { pipeline: SCHEMA, tables, ...place, catalog }),
  ];
  return [
    ...sections.flatMap(({ statements }) => statements),
    ...refreshQueries(account, tables),
    ...tables.flatMap((table) => recoveryStatements(account, table)),
  ];
}

/**
 * What is known of each class of statements.
 *
 * @throws Error for a statement that the parser cannot read, or does not know and the reference neither.
 */
export function evidenceOf(executed: ReadonlySet<string>, generated: readonly string[]): Evidence[] {
  const all = [...executed, ...generated];
  const verdicts = parse(all);
  const classes = new Map<string, Evidence>();
  const executedClasses = new Set([...executed].map(classOf));
  for (const [index, sql] of all.entries()) {
    const verdict = verdicts[index];
    if (verdict !== 'parsed' && !(verdict === 'opaque' && fitsReference(sql)))
      throw new Error(`${verdict}: ${sql}`);
    const statement = classOf(sql);
    const isExecuted = executedClasses.has(statement) && !IGNORED.has(statement);
    const isParsed = verdict === 'parsed' && classes.get(statement)?.text !== 'compared with the reference';
    classes.set(statement, {
      statement,
      proof: isExecuted ? 'executed by the emulator' : 'text-checked only',
      text: isParsed ? 'parsed' : 'compared with the reference',
    });
  }
  return [...classes.values()].sort((a, b) =>
    `${a.proof} ${a.statement}` < `${b.proof} ${b.statement}` ? -1 : 1,
  );
}

function parse(statements: readonly string[]): string[] {
  const script = join(__dirname, 'parse.py');
  return JSON.parse(
    execFileSync(EMULATOR_PYTHON, [script], { input: JSON.stringify(statements), encoding: 'utf8' }),
  ) as string[];
}

/** The evidence that the documentation is made from. @param found Written there first when that is asked for. */
export function publishedEvidence(found: readonly Evidence[]): unknown {
  if (process.env['UPDATE_STATEMENTS']) writeFileSync(PUBLISHED, `${JSON.stringify(found, null, 2)}\n`);
  return JSON.parse(readFileSync(PUBLISHED, 'utf8'));
}
