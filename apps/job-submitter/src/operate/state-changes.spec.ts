import type { PipelineState } from '../bundle/manifest';
import { samplePlan, sampleBundle, sampleState } from '../testing/samples';
import type { Plan } from '../plan/plan';
import { stateChanges } from './state-changes';

const used = (...queries: string[]) =>
  queries.map((query) => ({
    query,
    checkpoint: `s3://c/${query}/v1`,
    batch: 3 as number | null,
    ageSeconds: 1,
    others: [],
  }));
const all = used('raw', 'events', 'sessions');

function withState(change: (state: PipelineState) => void, changes: Partial<Plan> = {}): Plan {
  const state = structuredClone(sampleState);
  change(state);
  return samplePlan(sampleBundle('changed', state), changes);
}

/** By query, what a change would need. */
const found = (after: Plan, positions = all): string[] =>
  stateChanges(samplePlan(), after, positions).map(({ query, migration }) => `${query}: ${migration}`);

const queryOf = (state: PipelineState, name: string) =>
  state.queries[name] as NonNullable<PipelineState['queries'][string]>;

describe('a new version', () => {
  it('goes on where it remembers the same, whatever else is new', () => {
    expect(found(withState(() => undefined))).toEqual([]);
  });

  it('cannot go on from ids of another type', () => {
    const after = withState((state) => (queryOf(state, 'events').types = { event_id: 'binary' }));
    expect(stateChanges(samplePlan(), after, all)).toEqual([
      { query: 'events', what: 'the type of event_id was string, is binary', migration: 'replace-events' },
    ]);
  });

  it.each<[string, (state: PipelineState) => void]>([
    [
      'another gap',
      (state) => (queryOf(state, 'sessions').keys = ["session_window(occurred_at, '60000 milliseconds')"]),
    ],
    ['another watermark', (state) => (queryOf(state, 'sessions').watermark = 'sent_at')],
    ['another operator', (state) => (queryOf(state, 'sessions').operator = 'stateStoreSave')],
    ['another aggregate', (state) => (queryOf(state, 'sessions').aggregates = { events: 'count(*) + 1' })],
    ['one aggregate more', (state) => (queryOf(state, 'sessions').aggregates['pages'] = 'count(page)')],
    ['no state any more', (state) => (state.queries['sessions'] = null)],
  ])('begins sessions with %s again', (_, change) => {
    expect(new Set(found(withState(change)))).toEqual(new Set(['sessions: begin-again']));
  });

  it('is told where a long expression differs', () => {
    const keys = (gap: number): string[] => [
      `${'a'.repeat(80)}, session_window(occurred_at, '${gap} milliseconds')`,
    ];
    const [before, after] = [1_800_000, 60_000].map((gap) =>
      withState((state) => (queryOf(state, 'sessions').keys = keys(gap))),
    ) as [Plan, Plan];
    expect(stateChanges(before, after, used('sessions'))[0]?.what).toBe(
      "the keys was …indow(occurred_at, '1800000 milliseconds'), is …indow(occurred_at, '60000 milliseconds')",
    );
  });

  it('may change what has no checkpoint yet', () => {
    const after = withState((state) => (queryOf(state, 'sessions').watermark = 'sent_at'));
    const fresh = used('sessions').map((position) => ({ ...position, batch: null }));
    expect(found(after, [...used('raw', 'events'), ...fresh])).toEqual([]);
  });

  it('cannot take another number of partitions or another store, where there is state', () => {
    const partitions = { key: 'spark.sql.shuffle.partitions', value: '64', why: '', by: 'job' as const };
    expect(found(samplePlan(sampleBundle(), { spark: [partitions] }))).toEqual([
      'events: keep-setting',
      'sessions: keep-setting',
    ]);
  });

  it('of another topic is another pipeline', () => {
    expect(
      found(
        withState((state) => (state.topic = 'shop-2')),
        used('raw'),
      ),
    ).toEqual(['raw: new-pipeline']);
  });
});
