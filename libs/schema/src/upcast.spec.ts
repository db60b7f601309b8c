import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { orders } from '../fixtures/upcast/orders';
import { text } from './builder';
import { compileContract, compiledText } from './compile';
import { PipelineContract, defineEvent } from './contract';
import { group } from './builder';
import { envelope } from './envelope';
import { fillIn, move, remove, type Upcast } from './upcast';
import { bytesOf, parseVectors } from './vectors/vector';

const fixture = (path: string) => readFileSync(join(__dirname, '../fixtures/upcast', path), 'utf8');
const head = {
  event_id: '0196ddb4-3c2e-7b61-9f0a-5a1d6c0f4e2b',
  event_type: 'order',
  occurred_at: '2015-05-17T10:05:03.000Z',
  sent_at: '2015-05-17T10:05:03.000Z',
};
const at = Date.parse(head.occurred_at);

describe('an event of an older major version', () => {
  it('comes out in the current shape and keeps the version it was sent with', () => {
    const sent = {
      ...head,
      schema_version: '1.0.0',
      page: { ref: 'mail' },
      properties: {
        ref: 'r-1',
        total: '1.50',
        state: 'closed',
        note: 'gone',
        lines: [{ sku: 'a', count: 3 }, { sku: 'b' }],
      },
    };
    const before = structuredClone(sent);
    expect(orders.validate(sent, at)).toEqual({
      ok: true,
      event: {
        ...head,
        schema_version: '1.0.0',
        page: {},
        context: { source: 'mail' },
        properties: {
          order_id: 'r-1',
          total: '1.50',
          state: 'done',
          channel: 'web',
          gift: false,
          lines: [
            { item_id: 'a', quantity: 3 },
            { item_id: 'b', quantity: 1 },
          ],
        },
      },
    });
    expect(sent).toEqual(before);
  });

  it('is judged by the rules of its own version', () => {
    const properties = { order_id: 'r', total: '1', state: 'closed', channel: 'web', lines: [] };
    expect(orders.validate({ ...head, schema_version: '2.0.0', properties }, at)).toMatchObject({
      kind: 'invalid_value',
      path: '$.properties.state',
    });
  });
});

it('has a compiled fixture for the parity suite that is up to date (nx run schema:fixtures)', () => {
  expect(fixture('derived/contract.json')).toBe(compiledText(orders));
});

it('gives the vectors of every major version their verdict and hash', () => {
  const wrong = parseVectors(fixture('fixtures/vectors/generated.jsonl')).filter((vector) => {
    const decoded = orders.decode(bytesOf(vector));
    const verdict = decoded.ok ? orders.validate(decoded.document, vector.receivedAt) : decoded;
    return verdict.ok
      ? vector.hash !== orders.contentHash(verdict.event)
      : vector.expect?.kind !== verdict.kind || vector.expect.path !== verdict.path;
  });
  expect(wrong).toEqual([]);
});

describe('an upcast that does not lead to the current version', () => {
  const field = (doc: string) => text({ doc, example: 'x', max: 9 });
  const define = (properties: Record<string, ReturnType<typeof field>>, upcasts: Upcast[]) =>
    defineEvent({ name: 'e', doc: 'E.', envelope, properties: group(properties, { doc: 'P.' }), upcasts });

  function compileStep(upcast: Upcast): void {
    const before = define({ a: field('A.') }, []);
    const after = define({ b: field('B.') }, [upcast]);
    const model = { event: 'e', version: '1.0.0', doc: 'E.', fields: before.fields };
    const versions = {
      e: { current: '2.0.0', accepted: ['2.0.0'], earlier: [{ model, accepted: ['1.0.0'] }] },
    };
    compileContract(new PipelineContract('p', orders.time, [after], versions));
  }

  it.each([
    ['leaves a field over', [fillIn('properties.b', 'x')], /"properties.a" is left over/],
    ['leaves a required field out', [remove('properties.a')], /"properties.b" is required now/],
    ['names a field that is not there', [move('properties.c', 'properties.b')], /there is no field "c"/],
    [
      'changes the type',
      [remove('properties.a'), fillIn('properties.b', 1)],
      /"properties.b" changed its type/,
    ],
  ])('is refused when it %s', (_, upcast, message) => {
    expect(() => compileStep(upcast)).toThrow(
      expect.objectContaining({ code: 'CONTRACT_RULE_REFUSED', message: expect.stringMatching(message) }),
    );
  });

  it('is taken when it leads there', () => {
    expect(() => compileStep([move('properties.a', 'properties.b')])).not.toThrow();
  });

  it('may not touch what decides the fate of an event', () => {
    expect(() => move('occurred_at', 'properties.b')).toThrow(/may not change "occurred_at"/);
  });
});
