import { readFileSync } from 'node:fs';
import { PlatformError, messageOf } from '@clickstream/errors';
import { refuseClashes } from './clashes';
import type { Conversion, PipelineContract, TimeRules } from './contract';
import { unionFields } from './spark/extract';
import type { Step } from './spark/sql';
import { sparkSteps } from './spark/validate-steps';
import { namesOf } from '@clickstream/pipeline';
import { changelogsOf, type ChangelogRole } from './changelogs';
import { tablesOf, type RecordRole, type Table } from './tables';

/** What Spark and the loader read: everything they need of a contract, as data. */
export interface CompiledContract {
  readonly pipeline: string;
  readonly topic: string;
  readonly time: TimeRules;
  /** By type, the events that are conversions. */
  readonly conversions: Readonly<Record<string, Conversion>>;
  readonly steps: readonly Step[];
  readonly tables: Readonly<Record<RecordRole, Table> & Partial<Record<ChangelogRole, Table>>>;
}

export function compileContract(contract: PipelineContract): CompiledContract {
  const { pipeline, time, events: definitions } = contract;
  const readables = contract.readables();
  const tables = tablesOf(pipeline, unionFields(readables));
  refuseClashes(Object.values(tables));
  const { snake } = namesOf(pipeline);
  return {
    pipeline,
    topic: pipeline,
    time,
    conversions: Object.fromEntries(
      definitions.flatMap(({ name, conversion }) => (conversion ? [[name, conversion]] : [])),
    ),
    steps: sparkSteps(readables, time),
    tables: { ...tables, ...changelogsOf({ pipeline, snake, time, definitions, events: tables.events }) },
  };
}

/** The committed form; a byte that differs from it means that somebody forgot to compile. */
export function compiledText(contract: PipelineContract): string {
  return `${JSON.stringify(compileContract(contract), null, 2)}\n`;
}

/** @throws PlatformError CONTRACT_NOT_COMPILED when the file is missing or no JSON. */
export function readCompiledContract(file: string): CompiledContract {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as CompiledContract;
  } catch (cause) {
    throw new PlatformError({
      code: 'CONTRACT_NOT_COMPILED',
      message: messageOf(cause),
      where: file,
      next: 'run nx run pipeline-<name>:schema-compile',
      exitCode: 2,
      cause,
    });
  }
}
