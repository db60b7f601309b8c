import fc from 'fast-check';
import { parseAccessLogLine, type AccessLogEntry } from './access-log';

const LINE =
  '83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET /blog?page=2 HTTP/1.1" 200 203023 "http://semicomplete.com/" "Mozilla/5.0 (X11; Linux)"';

const parse = (text: string): AccessLogEntry => {
  const parsed = parseAccessLogLine(text);
  if ('malformed' in parsed) throw new Error(parsed.malformed);
  return parsed.entry;
};
const malformed = (text: string): string => {
  const parsed = parseAccessLogLine(text);
  if ('entry' in parsed) throw new Error(`accepted: ${text}`);
  return parsed.malformed;
};

describe('a line in the combined log format', () => {
  it('has all its fields', () => {
    expect(parse(LINE)).toEqual({
      address: '83.149.9.216',
      time: Date.UTC(2015, 4, 17, 10, 5, 3),
      method: 'GET',
      target: '/blog?page=2',
      status: 200,
      bytes: 203_023,
      referrer: 'http://semicomplete.com/',
      userAgent: 'Mozilla/5.0 (X11; Linux)',
    });
  });

  it.each([
    ['IPv6', LINE.replace('83.149.9.216', '2001:db8::1'), { address: '2001:db8::1' }],
    ['a host name', LINE.replace('83.149.9.216', 'crawler.example.net'), { address: 'crawler.example.net' }],
    ['a user with a space', LINE.replace('- - [', '- jane doe ['), { address: '83.149.9.216' }],
    ['an east zone', LINE.replace('+0000', '+0530'), { time: Date.UTC(2015, 4, 17, 4, 35, 3) }],
    ['a west zone', LINE.replace('+0000', '-0800'), { time: Date.UTC(2015, 4, 17, 18, 5, 3) }],
    ['no body', LINE.replace('203023', '-'), { bytes: 0 }],
    ['no referrer', LINE.replace('http://semicomplete.com/', '-'), { referrer: undefined }],
    ['no user agent', LINE.replace(/"Mozilla.*"$/, '"-"'), { userAgent: undefined }],
    ['an odd method', LINE.replace('GET', 'VERSION-CONTROL'), { method: 'VERSION-CONTROL' }],
    ['HTTP/0.9', LINE.replace(' HTTP/1.1', ''), { target: '/blog?page=2' }],
    ['a space in the target', LINE.replace('/blog?page=2', '/a b'), { target: '/a b' }],
    ['a quote in the target', LINE.replace('/blog?page=2', String.raw`/\"a\\b\"`), { target: '/"a\\b"' }],
    ['escaped UTF-8', LINE.replace('/blog?page=2', String.raw`/caf\xc3\xa9`), { target: '/café' }],
    ['plain UTF-8 bytes', LINE.replace('/blog?page=2', '/caf\u00c3\u00a9'), { target: '/café' }],
    [
      'bytes that are no UTF-8',
      LINE.replace('X11', '\u00ff\u00fe'),
      { userAgent: 'Mozilla/5.0 (\ufffd\ufffd; Linux)' },
    ],
    ['a cut user agent', LINE.slice(0, -10), { userAgent: 'Mozilla/5.0 (X1' }],
  ])('may have %s', (_what, line, expected) => {
    expect(parse(line)).toMatchObject(expected);
  });

  it.each([
    ['', 'no address at column 1'],
    ['hello', 'no address at column 1'],
    [LINE.replace('[', ''), 'no user at column 16'],
    [LINE.replace('17/May', '31/Jun'), '"31/Jun/2015:10:05:03 +0000" is no time'],
    [LINE.replace('May', 'Mai'), 'is no time'],
    [LINE.replace('10:05', '24:05'), 'is no time'],
    [LINE.replace('"GET', 'GET'), 'no request at column 47'],
    [LINE.replace('GET /blog?page=2 HTTP/1.1', '-'), 'the request is not "METHOD TARGET PROTOCOL"'],
    [LINE.replace('GET /blog?page=2 HTTP/1.1', String.raw`\x16\x03\x01`), 'the request is not'],
    [LINE.replace(' 200 ', ' 999 '), 'no status at column 75'],
    [LINE.replace('203023', '-5'), 'no size at column 79'],
    [LINE.replace('203023', '9'.repeat(20)), 'no size'],
    [LINE.replace(/"http.*/, ''), 'no referrer'],
    [LINE.replace(/ "Mozilla.*/, ''), 'no referrer'],
    [`${LINE} "and more"`, 'no user agent'],
  ])('is malformed as %j', (line, reason) => {
    expect(malformed(line)).toContain(reason);
  });

  it('is read back as a server wrote it, whatever the client sent', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(
        text,
        text,
        fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }),
        (path, agent, date) => {
          const time = Math.floor(date.getTime() / 1000) * 1000;
          const line = `1.2.3.4 - - [${clf(time)}] "GET /${escape(path)} HTTP/1.1" 404 1 "-" "x${escape(agent)}"`;
          expect(parse(line)).toMatchObject({ time, target: `/${path}`, userAgent: `x${agent}` });
        },
      ),
    );
  });

  it('never throws and never takes long, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', '\\', ' ', '[', ']', '-', '1', 'x'), maxLength: 300 }),
        (text) => {
          parseAccessLogLine(text);
        },
      ),
    );
    const hostile = `1.2.3.4 - ${'a '.repeat(16_000)}"${'\\"'.repeat(16_000)}`;
    const start = performance.now();
    expect(malformed(hostile)).toBe('no user at column 11');
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function clf(time: number): string {
  const [year, month, day, clock] = new Date(time).toISOString().split(/[-T.]/) as [
    string,
    string,
    string,
    string,
  ];
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock} +0000`;
}

/** As Apache writes a header: a backslash before quotes and backslashes, everything outside printable ASCII as \xHH. */
function escape(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      byte === 0x22 || byte === 0x5c
        ? `\\${String.fromCharCode(byte)}`
        : byte < 0x20 || byte > 0x7e
          ? `\\x${byte.toString(16).padStart(2, '0')}`
          : String.fromCharCode(byte),
    )
    .join('');
}
