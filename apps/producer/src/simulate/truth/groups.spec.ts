import { minuteOf, sessionsOf, type Counted } from './groups';

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 2, 2, 12);
let ids = 0;
const event = (at: number, given: Partial<Counted> = {}): Counted => ({
  visitor: 'v',
  eventId: `e-${++ids}`,
  type: 'page_view',
  path: '/',
  at,
  cents: undefined,
  ...given,
});

const sizes = (...times: number[]): number[] =>
  sessionsOf(
    'p',
    30 * MINUTE,
    times.map((at) => event(at)),
  ).map(({ events }) => events);

describe('sessions of the ground truth', () => {
  it('go on through a pause of exactly the gap, and end after one millisecond more', () => {
    expect(sizes(NOON, NOON + 30 * MINUTE)).toEqual([2]);
    expect(sizes(NOON, NOON + 30 * MINUTE + 1)).toEqual([1, 1]);
  });

  it('end at midnight UTC', () => {
    const midnight = Date.UTC(2026, 2, 3);
    expect(sizes(midnight - 1, midnight, midnight + 1)).toEqual([1, 2]);
  });

  it('do not depend on the order in which events came', () => {
    expect(sizes(NOON + 20 * MINUTE, NOON, NOON + 40 * MINUTE)).toEqual([3]);
  });

  it('say who, when, where and what it brought', () => {
    const [session] = sessionsOf('clickstream', 30 * MINUTE, [
      event(NOON + MINUTE, { path: '/thanks', type: 'purchase', cents: 1_005 }),
      event(NOON, { path: '/b', eventId: 'b' }),
      event(NOON, { path: '/a', eventId: 'a' }),
      event(NOON + 2 * MINUTE, { path: '/z', type: 'purchase', cents: 1 }),
    ]);
    expect(session).toEqual({
      // echo -n 'clickstream|1772452800000|v' | sha256sum
      session_id: '08728ea97653de2e073d829336db6a9705e84d88fd1d6e6a915af33c6f413b7a',
      anonymous_id: 'v',
      session_date: '2026-03-02',
      started_at: '2026-03-02T12:00:00.000Z',
      ended_at: '2026-03-02T12:02:00.000Z',
      duration_ms: 120_000,
      events: 4,
      events_by_type: '{"page_view":2,"purchase":2}',
      entry_page: '/a',
      exit_page: '/z',
      conversions: 2,
      revenue: '10.0600',
      currency: 'EUR',
    });
  });
});

it('a minute of the ground truth counts events, visitors and what they bought', () => {
  const bought = { type: 'purchase', cents: 250 };
  const group = [
    event(NOON + 1, bought),
    event(NOON + 59_999, bought),
    event(NOON, { ...bought, visitor: 'w' }),
  ];
  expect(minuteOf(group)).toEqual({
    minute: '2026-03-02T12:00:00.000Z',
    event_type: 'purchase',
    events: 3,
    visitors: 2,
    conversions: 3,
    revenue: '7.5000',
    currency: 'EUR',
  });
  expect(minuteOf([event(NOON)])).toMatchObject({ conversions: 0, revenue: null, currency: null });
});
