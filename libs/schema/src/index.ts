export { choice, flag, group, integer, list, money, optional, text, timestamp, uuid } from './builder';
export { compileContract, compiledText, readCompiledContract, type CompiledContract } from './compile';
export { PipelineContract, defineEvent, type EventDefinition, type TimeRules } from './contract';
export { LIMITS, decode, type Decoded } from './decode';
export type { EventModel, Field, PiiClass, Rule } from './rule';
export type { Step } from './spark/validate-steps';
export type { Column, Table, TableRole } from './tables';
export { REASON_KINDS, type ReasonKind, type Refusal, type Verdict } from './verdict';
