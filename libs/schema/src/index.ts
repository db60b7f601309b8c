export { check, type CheckReport } from './check';
export {
  choice,
  currency,
  flag,
  group,
  integer,
  list,
  money,
  optional,
  text,
  timestamp,
  uuid,
} from './builder';
export { compileContract, compiledText, readCompiledContract, type CompiledContract } from './compile';
export { derivedFiles } from './derive';
export { loadContract } from './load';
export { publishedFiles, publishedFrom } from './published';
export { PipelineContract, defineEvent, type EventDefinition, type TimeRules } from './contract';
export { envelope } from './envelope';
export { LIMITS, decode, type Decoded } from './decode';
export type { EventModel, Field, PiiClass, Rule } from './rule';
export type { Step } from './spark/sql';
export type { ChangelogRole } from './changelogs';
export type { Column, RecordRole, Table } from './tables';
export { fillIn, mapValues, move, remove, type Upcast } from './upcast';
export type { Versions } from './versions';
export { REASON_KINDS, type ReasonKind, type Refusal, type Verdict } from './verdict';
