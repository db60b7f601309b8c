/** A record of a new pipeline: an event whose properties are those of the event template. */
interface Example {
  readonly event: string;
  /** Distinguishes the examples; part of the event_id. */
  readonly index: number;
  readonly occurredAt?: string;
  readonly sentAt?: string;
  readonly visitor?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

const OCCURRED_AT = '2026-03-01T12:00:00.000Z';
const RECEIVED_AT = '2026-03-01T12:00:01.000Z';

function document({ event, index, ...given }: Example): Record<string, unknown> {
  return {
    event_id: `0196ddb4-0000-7000-8000-${String(index).padStart(12, '0')}`,
    event_type: event,
    schema_version: '1.0.0',
    occurred_at: given.occurredAt ?? OCCURRED_AT,
    sent_at: given.sentAt ?? RECEIVED_AT,
    anonymous_id: given.visitor ?? 'visitor-1',
    page: { url: 'https://www.example.com/shop', path: '/shop' },
    context: { locale: 'en-GB' },
    properties: given.properties ?? { item_id: 'item-1', quantity: 2 },
  };
}

/** Golden vectors of a new pipeline: each event once as it should be, and the first one wrong in every way. */
export function goldenVectors(events: readonly string[]): string {
  const taken = events.flatMap((event, index) => [
    vector(`${event}, complete`, document({ event, index: 2 * index + 1 })),
    vector(
      `${event}, with the least there must be`,
      document({ event, index: 2 * index + 2, properties: { item_id: 'item-1' } }),
    ),
  ]);
  return jsonLines([...taken, ...refusedVectors(events[0] as string)]);
}

function refusedVectors(event: string): object[] {
  const whole = document({ event, index: 100 });
  const wrong = (name: string, kind: string, path: string, change: object): object =>
    vector(name, { ...whole, ...change }, { kind, path });
  const withItem = (change: object): object => ({ properties: { item_id: 'item-1', ...change } });
  return [
    {
      ...vector('a document that was cut off', whole, { kind: 'malformed_json', path: '$' }),
      text: JSON.stringify(whole).slice(0, 40),
    },
    wrong('an event of somebody else', 'unknown_event_type', '$.event_type', {
      event_type: 'nobody_knows_me',
    }),
    wrong('a version never published', 'unsupported_version', '$.schema_version', {
      schema_version: '99.0.0',
    }),
    wrong('no item', 'missing_field', '$.properties.item_id', { properties: { quantity: 2 } }),
    wrong('a number as text', 'invalid_type', '$.properties.quantity', withItem({ quantity: '2' })),
    wrong('a number out of range', 'invalid_value', '$.properties.quantity', withItem({ quantity: 0 })),
    wrong('a field nobody declared', 'unknown_field', '$.properties.colour', withItem({ colour: 'red' })),
    wrong('a clock far ahead', 'event_in_future', '$.occurred_at', {
      occurred_at: '2126-03-01T12:00:00.000Z',
    }),
    wrong('far too late', 'late', '$.occurred_at', { occurred_at: '1996-03-01T12:00:00.000Z' }),
  ];
}

function vector(name: string, value: object, refused: object | null = null): object {
  return { name, receivedAt: Date.parse(RECEIVED_AT), text: JSON.stringify(value), expect: refused };
}

const VISITORS = 4;
const EVENTS_EACH = 5;

/** Events to feed the pipeline with, one a line: some visitors, one event sent twice, one too late. */
export function sampleEvents(events: readonly string[]): string {
  const lines = Array.from({ length: VISITORS * EVENTS_EACH }, (_, index) => {
    const at = new Date(Date.parse(OCCURRED_AT) + index * 60_000).toISOString();
    return document({
      event: events[index % events.length] as string,
      index: index + 1,
      occurredAt: at,
      sentAt: at,
      visitor: `visitor-${(index % VISITORS) + 1}`,
      properties: { item_id: `item-${(index % 3) + 1}`, quantity: (index % 5) + 1 },
    });
  });
  const again = lines[0];
  const late = document({
    event: events[0] as string,
    index: lines.length + 1,
    occurredAt: '1996-03-01T12:00:00.000Z',
    sentAt: '2026-03-01T12:30:00.000Z',
  });
  return jsonLines([...lines, again, late]);
}

const jsonLines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');
