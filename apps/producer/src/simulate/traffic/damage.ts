import type { ReasonKind } from '@clickstream/schema';
import type { Document } from './document';

/** One way to break an event, and how the contract must name it. */
export interface Damage {
  readonly kind: Exclude<ReasonKind, 'event_in_future' | 'late'>;
  readonly path: string;
  /** Makes the damaged bytes; may change the document. */
  readonly apply: (document: Document) => string | Buffer;
}

const text = (document: Document): string => JSON.stringify(document);

const changed =
  (change: (document: Document) => void): Damage['apply'] =>
  (document) => {
    change(document);
    return text(document);
  };

const inText =
  (rewrite: (text: string) => string): Damage['apply'] =>
  (document) =>
    rewrite(text(document));

const set = (name: string, value: unknown): Damage['apply'] =>
  changed((document) => void (document[name] = value));

const notJson = (apply: Damage['apply']): Damage => ({ kind: 'malformed_json', path: '$', apply });

/** A byte that UTF-8 does not have, inside a string. */
function withBadByte(document: Document): Buffer {
  const bytes = Buffer.from(text(document));
  bytes[bytes.indexOf('"page"') + 2] = 0xff;
  return bytes;
}

/** The contract takes 65,536 bytes. */
const TOO_MANY = 'x'.repeat(66_000);

/** Every kind of reason that is in the bytes themselves; what is about time is decided by the clocks of the traffic. */
export const DAMAGES: readonly Damage[] = [
  notJson(() => ''),
  notJson(inText((json) => json.slice(0, json.length >> 1))),
  notJson(inText((json) => `${json} x`)),
  notJson(inText((json) => `${json}${json}`)),
  notJson(inText((json) => `[${json}]`)),
  notJson(inText((json) => json.replace('{', '{"event_id":"twice",'))),
  notJson(inText((json) => json.replace('"title":"', '"title":"\\ud800'))),
  notJson(inText((json) => json.replace('"title":"', '"title":"\\u0000'))),
  notJson(inText((json) => json.replaceAll('"', "'"))),
  notJson(inText((json) => json.replace('{', `{"deep":${'['.repeat(64)}${']'.repeat(64)},`))),
  notJson(inText((json) => json.replace('{', `{"number":${'9'.repeat(101)},`))),
  notJson(withBadByte),
  { kind: 'too_large', path: '$', apply: changed(({ page }) => void (page['title'] = TOO_MANY)) },
  { kind: 'too_large', path: '$', apply: inText((json) => json + ' '.repeat(66_000)) },
  { kind: 'unknown_event_type', path: '$.event_type', apply: set('event_type', 'page_viewed') },
  { kind: 'unknown_event_type', path: '$.event_type', apply: set('event_type', 7) },
  { kind: 'unknown_event_type', path: '$.event_type', apply: set('event_type', undefined) },
  { kind: 'unsupported_version', path: '$.schema_version', apply: set('schema_version', '9.0.0') },
  { kind: 'unsupported_version', path: '$.schema_version', apply: set('schema_version', null) },
  { kind: 'missing_field', path: '$.event_id', apply: set('event_id', undefined) },
  { kind: 'missing_field', path: '$.occurred_at', apply: set('occurred_at', null) },
  { kind: 'missing_field', path: '$.anonymous_id', apply: set('anonymous_id', undefined) },
  { kind: 'missing_field', path: '$.page.path', apply: changed(({ page }) => void delete page['path']) },
  { kind: 'missing_field', path: '$.properties', apply: set('properties', undefined) },
  { kind: 'invalid_type', path: '$.page', apply: set('page', 'home') },
  { kind: 'invalid_type', path: '$.user_id', apply: set('user_id', 1029) },
  {
    kind: 'invalid_type',
    path: '$.properties.seq',
    apply: changed(({ properties }) => void (properties['seq'] = '7')),
  },
  { kind: 'invalid_value', path: '$.event_id', apply: set('event_id', 'not-a-uuid') },
  { kind: 'invalid_value', path: '$.occurred_at', apply: set('occurred_at', '2026-02-30T10:00:00.000Z') },
  { kind: 'invalid_value', path: '$.sent_at', apply: set('sent_at', '2026-03-02 10:00:00') },
  { kind: 'invalid_value', path: '$.anonymous_id', apply: set('anonymous_id', '') },
  {
    kind: 'invalid_value',
    path: '$.properties.seq',
    apply: changed(({ properties }) => void (properties['seq'] = 1.5)),
  },
  { kind: 'unknown_field', path: '$.consent', apply: set('consent', true) },
  {
    kind: 'unknown_field',
    path: '$.page.fragment',
    apply: changed(({ page }) => void (page['fragment'] = '#top')),
  },
  {
    kind: 'unknown_field',
    path: '$.properties.colour',
    apply: changed(({ properties }) => void (properties['colour'] = 'red')),
  },
];
