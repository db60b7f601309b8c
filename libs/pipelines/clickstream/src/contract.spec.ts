import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiledText } from '@clickstream/schema';
import { clickstream } from './index';

it('has a compiled contract that is up to date (nx run pipeline-clickstream:schema-compile)', () => {
  const committed = readFileSync(join(__dirname, '../derived/contract.json'), 'utf8');
  expect(committed).toBe(compiledText(clickstream));
});

it('takes an event that it built', () => {
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
