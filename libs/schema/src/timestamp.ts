/**
 * Milliseconds since 1970 of an RFC 3339 time in the one spelling of the contract, or NaN: exactly
 * `YYYY-MM-DDTHH:MM:SS.mmmZ`, year 1970 to 9999, a day that exists, no leap second.
 * Written out because `Date.parse` takes 31 February, and because it runs for every event.
 */
export function parseTimestamp(value: string): number {
  if (value.length !== 24 || !isPunctuated(value)) return NaN;
  const year = digits(value, 0, 4);
  const month = digits(value, 5, 7);
  const day = digits(value, 8, 10);
  const hour = digits(value, 11, 13);
  const minute = digits(value, 14, 16);
  const second = digits(value, 17, 19);
  const milli = digits(value, 20, 23);
  const inRange =
    year >= 1970 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59 &&
    milli >= 0;
  return inRange ? Date.UTC(year, month - 1, day, hour, minute, second, milli) : NaN;
}

const [DASH, COLON, DOT, T, Z] = [0x2d, 0x3a, 0x2e, 0x54, 0x5a];

function isPunctuated(value: string): boolean {
  return (
    value.charCodeAt(4) === DASH &&
    value.charCodeAt(7) === DASH &&
    value.charCodeAt(10) === T &&
    value.charCodeAt(13) === COLON &&
    value.charCodeAt(16) === COLON &&
    value.charCodeAt(19) === DOT &&
    value.charCodeAt(23) === Z
  );
}

/** The digits of [from, to) as a number, NaN when one is no ASCII digit; every comparison with NaN is false. */
function digits(value: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) {
    const digit = value.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return NaN;
    number = number * 10 + digit;
  }
  return number;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return (DAYS[month - 1] ?? 0) + (leap ? 1 : 0);
}
