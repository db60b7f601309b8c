import { amountOf, requirePossible } from './plan';
import { dials, FAULTS } from './traffic/dials';

const nothing = { events: undefined, durationMs: undefined, rate: undefined };

describe('how much is simulated', () => {
  it.each([
    [{}, { events: 10_000, durationMs: 86_400_000 }],
    [{ events: 5 }, { events: 5, durationMs: 86_400_000 }],
    [{ durationMs: 60_000 }, { events: 10_000, durationMs: 60_000 }],
    [
      { durationMs: 60_000, rate: 1_000 },
      { events: 60_000, durationMs: 60_000 },
    ],
    [
      { events: 500, rate: 1_000 },
      { events: 500, durationMs: 500 },
    ],
    [{ rate: 100 }, { events: 10_000, durationMs: 100_000 }],
  ])('follows from %j', (given, amount) => {
    expect(amountOf({ ...nothing, ...given })).toEqual(amount);
  });

  it('is not said three times', () => {
    expect(() => amountOf({ events: 1, durationMs: 1, rate: 1 })).toThrow('any two of them say the third');
  });
});

it('an event has at most one thing wrong with it', () => {
  expect(() => requirePossible(dials(), FAULTS)).not.toThrow();
  expect(() => requirePossible(dials({ late: 0.6, future: 0.5 }), FAULTS)).toThrow('add up to');
});
