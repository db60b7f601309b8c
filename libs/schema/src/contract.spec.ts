import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flag, group, integer, list, optional, text } from './builder';
import { PipelineContract, defineEvent } from './contract';
import { envelope } from './envelope';
import { REASON_KINDS } from './verdict';

const word = () => text({ doc: 'Word.', example: 'x', max: 5 });
const time = { latenessMs: 86_400_000, futureMs: 300_000, dedupHorizonMs: 1, sessionGapMs: 1 };
const tricky = defineEvent({
  name: 'tricky',
  doc: 'Names that generated code could trip over.',
  envelope,
  properties: group(
    {
      keys: word(),
      items: list(
        group({ item: word(), v0: optional(integer({ doc: 'N.', example: 1 })) }, { doc: 'Item.' }),
        {
          doc: 'Items.',
          max: 2,
        },
      ),
      a: group({ b_c: word() }, { doc: 'A.' }),
      a_b: group({ c: word() }, { doc: 'A_b.' }),
      json: optional(flag({ doc: 'Flag.', example: true })),
      document: optional(word()),
      constants: optional(word()),
      return: optional(word()),
    },
    { doc: 'Properties.' },
  ),
});
const contract = new PipelineContract('tricky', time, [tricky]);
const event = contract.build('tricky', {
  event_id: '0196ddb4-3c2e-7b61-9f0a-5a1d6c0f4e2b',
  occurred_at: '2015-05-17T10:05:03.000Z',
  sent_at: '2015-05-17T10:05:04.000Z',
  anonymous_id: 'a',
  user_id: null,
  page: { url: 'u', path: '/' },
  context: {},
  properties: {
    return: 'r',
    keys: 'k\u001f"',
    items: [{ v0: -0, item: 'é😀' }, { item: 'b' }],
    a_b: { c: '1' },
    a: { b_c: '2' },
    json: false,
  },
});
const receivedAt = Date.parse(event.occurred_at);

describe('a contract', () => {
  it('takes fields of any name', () => {
    expect(contract.validate(event, receivedAt)).toEqual({ ok: true, event });
    const broken = { ...event, properties: { ...event.properties, a: { b_c: 'too long' } } };
    expect(contract.validate(broken, receivedAt)).toMatchObject({
      kind: 'invalid_value',
      path: '$.properties.a.b_c',
    });
  });

  it('encodes an event in canonical form: sorted, without nulls and spaces', () => {
    expect(contract.encode(event).toString()).toBe(
      '{"anonymous_id":"a","context":{},"event_id":"0196ddb4-3c2e-7b61-9f0a-5a1d6c0f4e2b","event_type":"tricky",' +
        '"occurred_at":"2015-05-17T10:05:03.000Z","page":{"path":"/","url":"u"},"properties":{"a":{"b_c":"2"},' +
        '"a_b":{"c":"1"},"items":[{"item":"é😀","v0":0},{"item":"b"}],"json":false,"keys":"k\\u001F\\"","return":"r"},' +
        '"schema_version":"1.0.0","sent_at":"2015-05-17T10:05:04.000Z"}',
    );
  });

  it('encodes what decodes to the same event', () => {
    const decoded = contract.decode(contract.encode(event));
    const { user_id, ...known } = event;
    expect([user_id, decoded]).toEqual([null, { ok: true, document: JSON.parse(JSON.stringify(known)) }]);
  });

  it('does not care who asks: a document is judged by its own time only', () => {
    const verdicts = [time.latenessMs, time.latenessMs + 1, -time.futureMs, -time.futureMs - 1].map(
      (after) => {
        const verdict = contract.validate(event, receivedAt + after);
        return verdict.ok ? 'ok' : verdict.kind;
      },
    );
    expect(verdicts).toEqual(['ok', 'late', 'ok', 'event_in_future']);
  });

  it('names the events there are when one is unknown', () => {
    expect(() => contract.currentVersion('nope')).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_EVENT', next: 'use one of: tricky' }),
    );
  });

  it('never repeats a value in a refusal', () => {
    const secret = { ...event, user_id: 'x'.repeat(200) };
    expect(JSON.stringify(contract.validate(secret, receivedAt))).not.toContain('xxx');
  });
});

it('documents every reason kind in its order of precedence', () => {
  const page = readFileSync(join(__dirname, '../../../docs/contracts.md'), 'utf8');
  const documented = [...page.matchAll(/^\| `([a-z_]+)` +\| /gm)].map(([, kind]) => kind);
  expect(documented.filter((kind) => REASON_KINDS.includes(kind as never))).toEqual([...REASON_KINDS]);
});
