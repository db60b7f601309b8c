import type { ReasonKind } from '../verdict';

/**
 * One document with the verdict that TypeScript and Spark must give. Bytes are `text`, or `base64` when they are no
 * UTF-8, or `parts` (text, times) when they are long.
 */
export interface Vector {
  readonly name: string;
  /** Milliseconds since 1970; the reference time of `late` and `event_in_future`. */
  readonly receivedAt: number;
  readonly text?: string;
  readonly base64?: string;
  readonly parts?: readonly (readonly [string, number])[];
  /** Null = valid. */
  readonly expect: { readonly kind: ReasonKind; readonly path: string } | null;
  /** Content hash of a valid event. */
  readonly hash?: string;
}

export function bytesOf(vector: Vector): Buffer {
  if (vector.base64 !== undefined) return Buffer.from(vector.base64, 'base64');
  const parts = vector.parts ?? [[vector.text ?? '', 1] as const];
  return Buffer.from(parts.map(([text, times]) => text.repeat(times)).join(''));
}

export function parseVectors(jsonLines: string): Vector[] {
  return jsonLines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Vector);
}
