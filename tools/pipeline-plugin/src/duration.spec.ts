import fc from 'fast-check';
import { formatDuration, parseDuration } from './duration';

it.each([
  ['48h', 172_800_000],
  ['7d', 604_800_000],
  ['30m', 1_800_000],
  ['90s', 90_000],
  ['250ms', 250],
])('reads %s', (text, ms) => {
  expect([parseDuration(text), formatDuration(ms)]).toEqual([ms, text]);
});

it.each(['', '0h', '1.5h', '48', 'h', '-1h', '48 h', '1w', '9999999999h'])('does not read "%s"', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

it('reads back what it writes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_999 }), (ms) => parseDuration(formatDuration(ms)) === ms),
  );
});
