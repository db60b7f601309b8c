import { join } from 'node:path';
import { REASON_KINDS } from '@clickstream/schema';
import { agrees, describeContract, loosenedContracts, readVectors } from '@clickstream/schema-testing';
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
