import { NdjsonFormat } from './ndjson-format';

const EVENT = '{"sent_at":"2015-05-17T10:05:03.120Z",  "anonymous_id":"zo\u00eb","odd":[1.0, "\\u00e9"]}';

function convert(bytes: Buffer, checked = false) {
  const text = bytes.toString('latin1');
  return new NdjsonFormat(checked).convert({ number: 1, at: 1, text, tooLong: false, terminated: true });
}

describe('a line of NDJSON', () => {
  it('is sent byte for byte under its visitor, received when it was sent', () => {
    expect(convert(Buffer.from(EVENT))).toEqual({
      key: 'zoë',
      value: Buffer.from(EVENT),
      headers: { received_at: String(Date.UTC(2015, 4, 17, 10, 5, 3, 120)) },
    });
  });

  it.each([
    ['', 'no JSON object'],
    ['{"sent_at":', 'no JSON object'],
    [`[${EVENT}]`, 'no JSON object'],
    ['null', 'no JSON object'],
    ['{"sent_at":"2015-05-17T10:05:03.120Z"}', 'no anonymous_id'],
    ['{"sent_at":"2015-05-17T10:05:03.120Z","anonymous_id":""}', 'no anonymous_id'],
    ['{"sent_at":"2015-05-17T10:05:03.120Z","anonymous_id":7}', 'no anonymous_id'],
    ['{"anonymous_id":"a"}', 'no sent_at like 2015-05-17T10:05:03.120Z'],
    ['{"anonymous_id":"a","sent_at":1431857103120}', 'no sent_at like 2015-05-17T10:05:03.120Z'],
    ['{"anonymous_id":"a","sent_at":"2015-05-17"}', 'no sent_at like 2015-05-17T10:05:03.120Z'],
    ['{"anonymous_id":"a","sent_at":"2015-13-17T10:05:03Z"}', 'no sent_at like 2015-05-17T10:05:03.120Z'],
  ])('%s is refused: %s', (text, reason) => {
    expect(convert(Buffer.from(text))).toEqual({ reason });
  });

  it('that the contract refuses is refused with the reason, unless it is raw traffic', () => {
    expect(convert(Buffer.from(EVENT), true)).toEqual({
      reason: expect.stringMatching(/^\w+ at \$\S*: /) as string,
    });
    expect(convert(Buffer.from(EVENT))).toHaveProperty('value');
  });

  it.each([
    ['is right', '2026-03-02T08:00:00.000Z'],
    ['is late', '1996-03-02T08:00:00.000Z'],
    ['is of the future', '2036-03-02T08:00:00.000Z'],
  ])('that %s travels byte for byte: the clocks are for the stream', (_what, occurredAt) => {
    const event = Buffer.from(
      JSON.stringify({
        ...{ event_id: '0196ddb4-3c2e-7b61-9f0a-5a1d6c0f4e2b', event_type: 'page_view' },
        ...{ schema_version: '1.1.0', occurred_at: occurredAt, sent_at: '2026-03-02T08:00:00.120Z' },
        ...{ anonymous_id: 'a-1', page: { url: 'https://shop.example.com/', path: '/' } },
        ...{ context: {}, properties: {} },
      }),
    );
    expect(convert(event, true)).toMatchObject({ key: 'a-1', value: event });
  });

  it('that is no UTF-8 is no JSON', () => {
    const bytes = Buffer.from(EVENT.replace('zoë', 'zo?'));
    bytes[bytes.indexOf('?')] = 0xff;
    expect(convert(bytes)).toEqual({ reason: 'no JSON object' });
  });
});
