import { NdjsonFormat } from './ndjson-format';

const EVENT = '{"sent_at":"2015-05-17T10:05:03.120Z",  "anonymous_id":"zo\u00eb","odd":[1.0, "\\u00e9"]}';

function convert(bytes: Buffer) {
  const text = bytes.toString('latin1');
  return new NdjsonFormat().convert({ number: 1, at: 1, text, tooLong: false, terminated: true });
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

  it('that is no UTF-8 is no JSON', () => {
    const bytes = Buffer.from(EVENT.replace('zoë', 'zo?'));
    bytes[bytes.indexOf('?')] = 0xff;
    expect(convert(bytes)).toEqual({ reason: 'no JSON object' });
  });
});
