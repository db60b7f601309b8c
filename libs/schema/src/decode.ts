import { refused, type Refusal } from './verdict';

/** Limits of the decode stage; Spark applies the same numbers. */
export const LIMITS = {
  /** Most bytes of one event. */
  bytes: 65_536,
  /** Most objects and arrays inside one another, the event itself included. */
  depth: 64,
  /** Most characters of one number as written. */
  number: 100,
  /** Most characters of one key as written, an escape counting as one. */
  key: 1_000,
} as const;

export type Decoded = { readonly ok: true; readonly document: Record<string, unknown> } | Refusal;

export const DECODE_DETAIL = {
  encoding: 'not valid UTF-8',
  syntax: 'not exactly one JSON object without duplicate keys',
  limits: `nested deeper than ${LIMITS.depth}, a number longer than ${LIMITS.number} or a key longer than ${LIMITS.key} characters`,
  characters: 'a lone surrogate or a NUL character',
  size: `more than ${LIMITS.bytes} bytes`,
} as const;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Stage one: bytes to one JSON object. The document keeps the values that `JSON.parse` gives. */
export function decode(bytes: Uint8Array): Decoded {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return refused('malformed_json', '$', DECODE_DETAIL.encoding);
  }
  if (hasForbiddenCharacter(text)) return refused('malformed_json', '$', DECODE_DETAIL.characters);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return refused('malformed_json', '$', DECODE_DETAIL.syntax);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return refused('malformed_json', '$', DECODE_DETAIL.syntax);
  }
  const structure = scan(text);
  if (structure.duplicateKey) return refused('malformed_json', '$', DECODE_DETAIL.syntax);
  if (structure.beyondLimits) return refused('malformed_json', '$', DECODE_DETAIL.limits);
  if (bytes.length > LIMITS.bytes) return refused('too_large', '$', DECODE_DETAIL.size);
  return { ok: true, document: document as Record<string, unknown> };
}

/** Lone surrogates and NUL can be written by escapes only: raw ones are no valid UTF-8 or no valid JSON. */
function hasForbiddenCharacter(json: string): boolean {
  if (!/\\u(?:0000|[dD][89a-fA-F])/.test(json)) return false;
  const rest = json
    .replace(/\\\\/g, '  ')
    .replace(/\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}/g, ' ');
  return /\\u(?:0000|[dD][89a-fA-F])/.test(rest);
}

/** What `JSON.parse` does not tell. Takes text that it accepted, so the grammar needs no second check. */
function scan(text: string): { duplicateKey: boolean; beyondLimits: boolean } {
  const result = { duplicateKey: false, beyondLimits: false };
  /** Keys seen in each open object; undefined for an open array. */
  const open: (Set<string> | undefined)[] = [];
  let keyExpected = false;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const start = at;
      const { end, length } = endOfString(text, at);
      at = end;
      if (keyExpected) {
        keyExpected = false;
        if (length > LIMITS.key) result.beyondLimits = true;
        const raw = text.slice(start, end);
        const key = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
        const seen = open.at(-1);
        if (seen?.has(key)) result.duplicateKey = true;
        seen?.add(key);
      }
      continue;
    }
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      open.push(code === OPEN_OBJECT ? new Set() : undefined);
      keyExpected = code === OPEN_OBJECT;
      if (open.length > LIMITS.depth) result.beyondLimits = true;
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      open.pop();
      keyExpected = false;
    } else if (code === COMMA) {
      keyExpected = open.at(-1) !== undefined;
    } else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const start = at;
      while (isNumberPart(text.charCodeAt(at))) at++;
      if (at - start > LIMITS.number) result.beyondLimits = true;
      continue;
    }
    at++;
  }
  return result;
}

const [QUOTE, BACKSLASH, COMMA, MINUS, PLUS, DOT] = [0x22, 0x5c, 0x2c, 0x2d, 0x2b, 0x2e];
const [ZERO, NINE, UPPER_E, LOWER_E] = [0x30, 0x39, 0x45, 0x65];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];

function isNumberPart(code: number): boolean {
  const digit = code >= ZERO && code <= NINE;
  return digit || code === DOT || code === MINUS || code === PLUS || code === UPPER_E || code === LOWER_E;
}

/** Index after the closing quote, and the characters between the quotes; an escape or a surrogate pair is one. */
function endOfString(text: string, start: number): { end: number; length: number } {
  let length = 0;
  let at = start + 1;
  for (let code = text.charCodeAt(at); code !== QUOTE; code = text.charCodeAt(at)) {
    if (code === BACKSLASH) at += text[at + 1] === 'u' ? 6 : 2;
    else at += (code & 0xfc00) === 0xd800 ? 2 : 1;
    length++;
  }
  return { end: at + 1, length };
}
