/**
 * Why a record is set aside: closed, in order of precedence. A record gets the first kind that applies; among the four
 * kinds from `missing_field` to `unknown_field` the first field in the order of the contract decides.
 */
export const REASON_KINDS = [
  'malformed_json',
  'too_large',
  'unknown_event_type',
  'unsupported_version',
  'missing_field',
  'invalid_type',
  'invalid_value',
  'unknown_field',
  'event_in_future',
  'late',
] as const;

export type ReasonKind = (typeof REASON_KINDS)[number];

export interface Refusal {
  readonly ok: false;
  readonly kind: ReasonKind;
  /** JSON path of the field, like `$.properties.items[3].price`; `$` for the whole record. */
  readonly path: string;
  /** What was expected; never holds a value of the record, which may be personal data. */
  readonly detail: string;
}

export type Verdict<E> = { readonly ok: true; readonly event: E } | Refusal;

export function refused(kind: ReasonKind, path: string, detail: string): Refusal {
  return { ok: false, kind, path, detail };
}

/** Most characters of an unknown key that are repeated in a path. */
export const KEY_SHOWN = 64;

/** Details of the reasons that are not about one rule; rules describe themselves (words.ts). */
export const DETAIL = {
  event: 'no event of this contract',
  version: 'no published version of this event',
  future: (ms: number) => `more than ${ms} ms after receipt`,
  late: (ms: number) => `more than ${ms} ms before receipt`,
} as const;
