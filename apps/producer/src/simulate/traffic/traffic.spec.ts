import { clickstream } from '@clickstream/pipeline-clickstream';
import { REASON_KINDS } from '@clickstream/schema';
import { trafficOf } from '../testing';
import { DAMAGES } from './damage';
import { dials } from './dials';
import type { TrafficRecord } from './record';

const records = trafficOf();

/** The contract's verdict on the bytes: it knows nothing of the simulation. */
function verdictOn({ value, headers }: TrafficRecord) {
  const decoded = clickstream.decode(Buffer.from(value as string));
  return decoded.ok ? clickstream.validate(decoded.document, Number(headers['received_at'])) : decoded;
}

const saidOf = (verdict: ReturnType<typeof verdictOn>): string =>
  verdict.ok ? 'taken' : `${verdict.kind} ${verdict.path}`;

const fateOf = (record: TrafficRecord): string =>
  record.fate.fate === 'set_aside' ? `${record.fate.kind} ${record.fate.path}` : 'taken';

function byKey(some: readonly TrafficRecord[]): Map<string, TrafficRecord[]> {
  const groups = new Map<string, TrafficRecord[]>();
  for (const record of some) groups.set(record.key, [...(groups.get(record.key) ?? []), record]);
  return groups;
}

describe('simulated traffic', () => {
  it('is judged by the contract as the simulation says beforehand', () => {
    const wrong = records
      .map((record) => ({ said: saidOf(verdictOn(record)), meant: fateOf(record), value: record.value }))
      .filter(({ said, meant }) => said !== meant);
    expect(wrong).toEqual([]);
  });

  it('holds every reason kind, and every way of damage does what it says', () => {
    const kinds = records.flatMap(({ fate }) => (fate.fate === 'set_aside' ? [fate.kind] : []));
    expect(new Set(kinds)).toEqual(new Set(REASON_KINDS));
    expect(new Set(DAMAGES.map(({ kind }) => kind)).size).toBe(REASON_KINDS.length - 2);
  });

  it('is the same, byte for byte, for the same seed, and another for another', () => {
    expect(trafficOf()).toEqual(records);
    const other = trafficOf({ seed: 2 });
    expect(other.map(({ value }) => value)).not.toEqual(records.map(({ value }) => value));
  });

  it('comes in the order of receipt, numbered without a gap, also within each partition', () => {
    const times = records
      .filter(({ fate }) => fate.fate !== 'duplicate')
      .map(({ draft }) => draft.receivedAt);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(records.map(({ number }) => number)).toEqual([...records.keys()]);
    for (let partition = 0; partition < 4; partition++) {
      const ordinals = records
        .filter((record) => record.partition === partition)
        .map(({ ordinal }) => ordinal);
      expect(ordinals).toEqual([...ordinals.keys()]);
    }
  });

  it('has the events of a visitor in one partition, with seq counted up', () => {
    const visitors = byKey(records.filter(({ fate }) => fate.fate === 'curated'));
    expect(visitors.size).toBeGreaterThan(100);
    for (const mine of visitors.values()) {
      expect(new Set(mine.map(({ partition }) => partition)).size).toBe(1);
      const numbers = mine.map(({ draft }) => draft.seq);
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    }
  });

  it('names for each copy the record that came first, with the same event id', () => {
    const copies = records.filter(({ fate }) => fate.fate === 'duplicate' || fate.fate === 'id_conflict');
    const shapes = new Set<string>();
    for (const copy of copies) {
      if (!('of' in copy.fate)) throw new Error('a copy of nothing');
      const first = records[copy.fate.of] as TrafficRecord;
      expect(first.fate).toEqual({ fate: 'curated' });
      expect(first.number).toBeLessThan(copy.number);
      const [one, two] = [first, copy].map(({ value }) => JSON.parse(value as string));
      expect(two.event_id).toBe(one.event_id);
      expect(clickstream.contentHash(one) === clickstream.contentHash(two)).toBe(
        copy.fate.fate === 'duplicate',
      );
      expect(copy.partition !== first.partition).toBe(copy.fate.exchangeable);
      shapes.add(`${copy.fate.fate} ${copy.fate.exchangeable} ${one.sent_at === two.sent_at}`);
    }
    expect([...shapes].sort()).toEqual([
      'duplicate false false',
      'duplicate false true',
      'duplicate true true',
      'id_conflict false true',
    ]);
  });

  it('has event ids that no two events share', () => {
    const firsts = records.filter(({ fate }) => !('of' in fate));
    expect(new Set(firsts.map(({ draft }) => draft.eventId)).size).toBe(5_000);
    expect(firsts).toHaveLength(5_000);
  });

  it('holds old and new versions, a visitor who makes a tenth of it, and machines', () => {
    const mixed = trafficOf({ dials: dials({ 'hot-key': 0.1 }, false) });
    const events = mixed
      .filter(({ fate }) => fate.fate === 'curated')
      .map(({ value }) => JSON.parse(value as string));
    expect(new Set(events.map((event) => event.schema_version))).toEqual(new Set(['1.0.0', '1.1.0']));
    const visitors = [...byKey(mixed).values()].map((mine) => mine.length);
    expect(Math.max(...visitors) / mixed.length).toBeCloseTo(0.1, 1);
    expect(events.some((event) => event.context.user_agent.includes('Bot'))).toBe(true);
  });

  it('is without a fault when all dials are down', () => {
    const clean = trafficOf({ dials: dials({}, true) });
    expect(clean).toHaveLength(5_000);
    expect(clean.every(({ fate }) => fate.fate === 'curated')).toBe(true);
    const times = clean.map(({ draft }) => draft.receivedAt - draft.occurredAt);
    expect(Math.max(...times)).toBeLessThan(1_000);
  });

  it('reads popular pages most, and buys after looking', () => {
    const clean = trafficOf({ dials: dials({}, true), events: 20_000 });
    const count = (path: string) => clean.filter(({ draft }) => draft.action.page.path === path).length;
    expect(count('/guides/0')).toBeGreaterThan(count('/news/9') * 3);
    const ofType = (type: string) => clean.filter(({ draft }) => draft.action.type === type).length;
    const funnel = ['view_item', 'add_to_cart', 'begin_checkout', 'purchase'].map(ofType);
    expect(funnel).toEqual(funnel.toSorted((a, b) => b - a));
    expect(funnel.at(-1)).toBeGreaterThan(0);
  });

  it('is busiest in the evening, and takes about as long as it should', () => {
    const day = trafficOf({ dials: dials({}, true), events: 20_000, durationMs: 24 * 3_600_000 });
    const inHour = (hour: number) =>
      day.filter(({ draft }) => new Date(draft.occurredAt).getUTCHours() === hour).length;
    expect(inHour(20)).toBeGreaterThan(3 * inHour(3));
    const last = day.at(-1) as TrafficRecord;
    const hours = (last.draft.receivedAt - (day[0] as TrafficRecord).draft.receivedAt) / 3_600_000;
    expect(hours).toBeGreaterThan(20);
    expect(hours).toBeLessThan(28);
  });
});
