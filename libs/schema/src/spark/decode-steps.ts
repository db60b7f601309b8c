import { DECODE_DETAIL, LIMITS } from '../decode';
import { literal, reason, type Step } from './sql';

const NO_PAIRS = `regexp_replace(regexp_replace(text, ${literal('\\\\\\\\')}, '  '), ${literal('\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}')}, ' ')`;
const FORBIDDEN = `${NO_PAIRS} RLIKE ${literal('\\\\u(?:0000|[dD][89a-fA-F])')}`;

const PARSED = `CASE WHEN NOT forbidden THEN ${wrapped('~end')} END`;

/**
 * Stage one in Spark SQL, evaluated in the JVM. `try_parse_json` is strict (quotes, numbers, duplicate keys, comments)
 * but ignores what follows the value. So the text is parsed as the first of two members, `{"d": text, "~end": false}`:
 * text after the document either adds a member or hides ours. Only a text that itself writes a member "~end" could hide
 * it unseen; such a text (or one that could spell that key by escapes) is parsed once more with another name.
 *
 * A lone surrogate in a key makes `try_parse_json` build a variant on which every function throws: one such record would
 * stop a stream for good. So forbidden characters are looked for in the text and never reach the parser.
 *
 * A text that is letter for letter what we would write ourselves (`canonical`) proves itself and is not parsed again:
 * what `from_json` read from it leniently gives the same text only if nothing was coerced, dropped or repaired.
 *
 * @param eventType Spark type of the events of the pipeline, members in canonical order.
 * @param canonicalStart How every canonical text begins: most others are told apart by that, and not written out.
 */
export function decodeSteps(eventType: string, canonicalStart: string): Step[] {
  const start = `startswith(text, ${literal(canonicalStart)})`;
  return [
    { column: 'text', expr: 'CASE WHEN is_valid_utf8(CAST(value AS STRING)) THEN CAST(value AS STRING) END' },
    { column: 'escaped', expr: `contains(text, ${literal('\\u')})` },
    { column: 'forbidden', expr: `escaped AND ${FORBIDDEN}` },
    { column: 'read', expr: `from_json(text, ${literal(eventType)})` },
    {
      column: 'canonical',
      expr: `coalesce(NOT escaped AND ${start} AND text = ${canonicalJson('read')}, false)`,
    },
    { column: 'v', expr: `CASE WHEN NOT canonical THEN ${PARSED} END` },
  ];
}

/** The canonical text of a struct whose members are in canonical order. */
export function canonicalJson(struct: string): string {
  return `to_json(${struct}, map('ignoreNullFields', 'true'))`;
}

/** The wrapped variant of any document, for the paths that need it although `v` was not made. */
export const ANY_VARIANT = `CASE WHEN canonical THEN ${PARSED} ELSE v END`;

/** Where the document is inside the wrapped variant `v`. */
export const DOCUMENT = '$.d';

function wrapped(mark: string): string {
  return `try_parse_json(concat('{"d":', text, ',"${mark}":false}'))`;
}

/** What `schema_of_variant(v)` prints around the document. */
export function wrappedShape(shape: string): string {
  return `\\AOBJECT<d: ${shape}, \`~end\`: BOOLEAN>\\z`;
}

/** True only for texts that cannot hide the end marker, so that a proven shape proves the whole text. */
export const NOTHING_HIDDEN = `NOT escaped AND NOT contains(text, '~end')`;

export const SMALL_ENOUGH = `octet_length(value) <= ${LIMITS.bytes}`;

/** Strings without their escapes, and the text without its strings: enough to see keys, numbers and nesting. */
const UNESCAPED = `regexp_replace(text, ${literal('\\\\u[0-9a-fA-F]{4}|\\\\.')}, 'x')`;
const STRUCTURE = `regexp_replace(${UNESCAPED}, ${literal('"[^"]*+"')}, '')`;
const DEPTH = `aggregate(split(regexp_replace(${STRUCTURE}, ${literal('[^\\[\\]{}]')}, ''), ''), named_struct('now', 0, 'most', 0), (a, c) -> named_struct('now', a.now + CASE WHEN c IN ('[', '{') THEN 1 ELSE -1 END, 'most', greatest(a.most, a.now + CASE WHEN c IN ('[', '{') THEN 1 ELSE -1 END)), a -> a.most)`;
const LONG_KEY = `exists(regexp_extract_all(${UNESCAPED}, ${literal('"[^"]*+"\\s*:?')}, 0), s -> endswith(s, ':') AND length(rtrim(' \t\r\n:', s)) > ${LIMITS.key + 2})`;
const LONG_NUMBER = `${STRUCTURE} RLIKE ${literal(`[-+.eE0-9]{${LIMITS.number + 1}}`)}`;
const keysOf = (variant: string) => `map_keys(try_variant_get(${variant}, '$', 'MAP<STRING, VARIANT>'))`;

/** Why bytes are no event document, in order of precedence; over the wrapped variant `d`. */
export function decodeReasons(): string[] {
  const malformed = (condition: string, detail: string) =>
    `CASE WHEN ${condition} THEN ${reason('malformed_json', "'$'", detail)} END`;
  const noObject = `d IS NULL OR NOT startswith(schema_of_variant(d), 'OBJECT<d: OBJECT<')`;
  const moreThanOne = `NOT ${keysOf('d')} <=> array('d', '~end') OR NOT ${keysOf(wrapped('~stop'))} <=> array('d', '~stop')`;
  return [
    malformed('text IS NULL', DECODE_DETAIL.encoding),
    malformed('forbidden', DECODE_DETAIL.characters),
    malformed(`${noObject} OR ${moreThanOne}`, DECODE_DETAIL.syntax),
    malformed(`${DEPTH} > ${LIMITS.depth} OR ${LONG_KEY} OR ${LONG_NUMBER}`, DECODE_DETAIL.limits),
    `CASE WHEN octet_length(value) > ${LIMITS.bytes} THEN ${reason('too_large', "'$'", DECODE_DETAIL.size)} END`,
  ];
}
