import { DECODE_DETAIL, LIMITS, decode } from './decode';

const verdict = (text: string) => {
  const decoded = decode(Buffer.from(text));
  return decoded.ok ? decoded.document : `${decoded.kind}: ${decoded.detail}`;
};

describe('decode', () => {
  it('keeps what JSON.parse gives', () => {
    expect(verdict(' {"a":[1,{"b":"\\u00e9\\"\\\\"}],"a2":{"a":null}}\n')).toEqual({
      a: [1, { b: 'é"\\' }],
      a2: { a: null },
    });
  });

  it.each([
    '',
    '[]',
    '1',
    'null',
    '{"a":1} x',
    '{"a":1,"a":2}',
    '{"a":{"b":1,"\\u0062":2}}',
    "{'a':1}",
    '\ufeff{}',
  ])('refuses %j', (text) => expect(verdict(text)).toBe(`malformed_json: ${DECODE_DETAIL.syntax}`));

  it('refuses bytes that are no UTF-8', () => {
    expect(decode(Uint8Array.of(0x7b, 0xff, 0x7d))).toMatchObject({ detail: DECODE_DETAIL.encoding });
  });

  const nested = (depth: number) => `${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`;
  it.each([
    ['depth', nested(LIMITS.depth), nested(LIMITS.depth + 1)],
    ['numbers', `{"a":${'1'.repeat(LIMITS.number)}}`, `{"a":${'1'.repeat(LIMITS.number + 1)}}`],
    ['keys', `{"${'\\n'.repeat(LIMITS.key)}":1}`, `{"${'😀'.repeat(LIMITS.key)}k":1}`],
  ])('bounds %s', (_, at, beyond) => {
    expect(typeof verdict(at)).toBe('object');
    expect(verdict(beyond)).toBe(`malformed_json: ${DECODE_DETAIL.limits}`);
  });

  it.each(['\\ud800', '\\udc00\\ud800', 'a\\\\\\ud83d', '\\ud83d\\\\ude00', '\\u0000'])(
    'refuses the text %s',
    (text) => {
      expect(verdict(`{"a":"${text}"}`)).toBe(`malformed_json: ${DECODE_DETAIL.characters}`);
    },
  );

  it.each(['\\ud83d\\ude00', '\\\\ud800', '\\\\u0000'])('takes the text %s', (text) => {
    expect(verdict(`{"a":"${text}"}`)).toEqual({ a: JSON.parse(`"${text}"`) as string });
  });

  it('says too_large only of a document that is well formed', () => {
    const padded = `{"a":1}${' '.repeat(LIMITS.bytes)}`;
    expect(verdict(padded)).toBe(`too_large: ${DECODE_DETAIL.size}`);
    expect(verdict(`${padded}x`)).toBe(`malformed_json: ${DECODE_DETAIL.syntax}`);
  });
});
