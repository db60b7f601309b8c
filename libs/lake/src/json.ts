import { parse } from 'lossless-json';

/**
 * Parses JSON without rounding: an integer beyond 2^53 - 1 becomes a `bigint`.
 * Iceberg's snapshot ids are random 64-bit integers, which `JSON.parse` would change silently.
 *
 * @throws SyntaxError when the text is no JSON.
 */
export function parseJson(text: string): unknown {
  return parse(text, null, (digits) => {
    const value = Number(digits);
    return /^-?\d+$/.test(digits) && !Number.isSafeInteger(value) ? BigInt(digits) : value;
  });
}
