import type { PipelineState } from '../bundle/manifest';
import type { Plan } from '../plan/plan';
import type { Position } from '../store/checkpoints';

/** Ways to go on when a checkpoint cannot be used; docs/operations.md describes each under its name. */
export type Migration = 'begin-again' | 'replace-events' | 'new-pipeline' | 'keep-setting';

/** A reason why a new version could not go on from the checkpoints that are there. */
export interface StateChange {
  readonly query: string;
  /** What differs, in one line. */
  readonly what: string;
  readonly migration: Migration;
}

/**
 * Compares what the queries of two plans remember, for those whose checkpoint has been used. Spark reads a checkpoint
 * only with the operators, keys and aggregates that wrote it, and some changes it does not notice.
 *
 * @param before The plan that ran last on these checkpoints.
 */
export function stateChanges(before: Plan, after: Plan, positions: readonly Position[]): StateChange[] {
  const used = positions.filter(({ batch }) => batch !== null).map(({ query }) => query);
  return used.flatMap((query) => [
    ...topicChange(before.state, after.state, query),
    ...stateChange(before.state, after.state, query),
    ...settingChanges(before, after, query),
  ]);
}

function topicChange(before: PipelineState, after: PipelineState, query: string): StateChange[] {
  if (before.topic === after.topic) return [];
  return [{ query, what: changed('the topic', before.topic, after.topic), migration: 'new-pipeline' }];
}

function stateChange(before: PipelineState, after: PipelineState, query: string): StateChange[] {
  const migration = query === 'events' ? 'replace-events' : 'begin-again';
  // A query that was not known to the plan before has a checkpoint of something else.
  const old = leavesOf(before.queries[query]);
  const now = leavesOf(after.queries[query]);
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names
    .filter((name) => old.get(name) !== now.get(name))
    .map((name) => ({ query, what: changed(name, old.get(name), now.get(name)), migration }));
}

/** What is fixed by the first start of a checkpoint; a query without state has nothing of it. */
const FIXED = ['spark.sql.shuffle.partitions', 'spark.sql.streaming.stateStore.providerClass'];

function settingChanges(before: Plan, after: Plan, query: string): StateChange[] {
  if (!before.state.queries[query]) return [];
  return FIXED.filter((key) => valueOf(before, key) !== valueOf(after, key)).map((key) => ({
    query,
    what: changed(key, valueOf(before, key), valueOf(after, key)),
    migration: 'keep-setting',
  }));
}

const valueOf = ({ spark }: Plan, wanted: string): string | undefined =>
  spark.find(({ key }) => key === wanted)?.value;

/** Each part of what a query remembers by a name that a person understands. */
function leavesOf(state: PipelineState['queries'][string] | undefined): Map<string, string> {
  if (!state) return new Map();
  const { operator, watermark, keys, aggregates, types } = state;
  return new Map([
    ['the operator', operator],
    ['the watermark', watermark],
    ['the keys', keys.join(', ')],
    ...Object.entries(aggregates).map(([name, expr]): [string, string] => [`aggregate ${name}`, expr]),
    ...Object.entries(types).map(([name, type]): [string, string] => [`the type of ${name}`, type]),
  ]);
}

/** Characters of a long expression that are shown, and of what stands before the first that differs. */
const SHOWN = 60;
const BEFORE = 20;

function changed(name: string, before = 'nothing', after = 'nothing'): string {
  const differs = [...before].findIndex((character, index) => character !== after[index]);
  const from = Math.max(0, (differs === -1 ? before.length : differs) - BEFORE);
  const show = (value: string): string => {
    const part = value.length <= SHOWN ? value : value.slice(from, from + SHOWN);
    return `${value.startsWith(part) ? '' : '…'}${part}${value.endsWith(part) ? '' : '…'}`;
  };
  return `${name} was ${show(before)}, is ${show(after)}`;
}
