import { join } from 'node:path';
import { REASON_KINDS } from '@clickstream/schema';
import {
  agrees,
  bytesOf,
  describeContract,
  loosenedContracts,
  readVectors,
} from '@clickstream/schema-testing';
import { clickstream } from './index';

const root = join(__dirname, '..');
const vectors = readVectors(join(root, 'fixtures/vectors'));

describeContract(clickstream, root);

it('has at least 500 golden vectors, of every reason kind', () => {
  expect(vectors.length).toBeGreaterThanOrEqual(500);
  expect(new Set(vectors.map((vector) => vector.expect?.kind))).toEqual(
    new Set([undefined, ...REASON_KINDS]),
  );
});

const text = (bytes: Buffer): string => bytes.toString();
it.each<[string, (bytes: Buffer) => boolean]>([
  ['nothing at all', (bytes) => bytes.length === 0],
  ['a byte order mark', (bytes) => bytes.subarray(0, 3).equals(Buffer.from('\ufeff'))],
  ['bytes that are no UTF-8', (bytes) => !bytes.equals(Buffer.from(text(bytes)))],
  ['1 MiB', (bytes) => bytes.length >= 2 ** 20],
  ['depth beyond any parser', (bytes) => text(bytes).includes('['.repeat(10_000))],
  ['a number beyond doubles', (bytes) => text(bytes).includes(':1e999')],
  ['an integer beyond 2^53', (bytes) => text(bytes).includes(':9007199254740993')],
  ['a number of 1,000 digits', (bytes) => /[0-9]{1000}/.test(text(bytes))],
  ['a NUL', (bytes) => bytes.includes(0)],
  ['a NUL by escape', (bytes) => text(bytes).includes('\\u0000')],
  ['a surrogate by escape', (bytes) => /\\ud[89ab]/i.test(text(bytes))],
  ['characters outside the basic plane', (bytes) => text(bytes).includes('😀')],
  ['a duplicate key', (bytes) => /"event_id":.*"event_id":/.test(text(bytes))],
  ['text after the document', (bytes) => /\}\s*[^\s}\]"]+$/.test(text(bytes))],
  ['a document that was cut', (bytes) => /^\{.*[^}]$/.test(text(bytes))],
  ['single quotes', (bytes) => text(bytes).startsWith("{'")],
  ['a leap second', (bytes) => text(bytes).includes('T23:59:60.000Z')],
  ['a day that does not exist', (bytes) => text(bytes).includes('-02-29T')],
  ['a year out of range', (bytes) => text(bytes).includes('10000-01-01')],
  ['__proto__', (bytes) => text(bytes).includes('"__proto__":')],
])('has golden vectors with %s', (_, holds) => {
  expect(vectors.some((vector) => holds(bytesOf(vector)))).toBe(true);
});

it('has golden vectors that notice every rule that is loosened', () => {
  const unnoticed = loosenedContracts(clickstream).filter(({ contract }) =>
    vectors.every((vector) => agrees(contract, vector)),
  );
  expect(unnoticed.map((mutant) => mutant.name)).toEqual([]);
});

it('takes an event that it built, and hashes what it says and not when it was sent', () => {
  const event = clickstream.build('page_view', {
    event_id: '0196ddb4-3c2e-7b61-9f0a-5a1d6c0f4e2b',
    occurred_at: '2015-05-17T10:05:03.000Z',
    sent_at: '2015-05-17T10:05:03.000Z',
    anonymous_id: 'a-1',
    page: { url: 'https://www.example.com/', path: '/' },
    context: {},
    properties: { status: 200 },
  });
  expect(clickstream.validate(event, Date.parse(event.occurred_at))).toEqual({ ok: true, event });
  expect(clickstream.contentHash({ ...event, sent_at: '2015-05-17T10:05:09.000Z' })).toBe(
    clickstream.contentHash(event),
  );
});
