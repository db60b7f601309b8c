import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { check, derivedFiles, publishedFiles, publishedFrom } from '@clickstream/schema';
import { clickstream } from './index';

const root = join(__dirname, '..');
const workspace = join(root, '../../..');
const inWorkspace = relative(workspace, root);

it('has derived files that are up to date (nx run pipeline-clickstream:schema-compile)', () => {
  const files = derivedFiles(clickstream, inWorkspace, publishedFrom(publishedFiles(root)));
  for (const [path, text] of files)
    expect([path, readFileSync(join(workspace, path), 'utf8')]).toEqual([path, text]);
});

it('has published every definition (nx run pipeline-clickstream:schema-publish)', () => {
  const files = publishedFiles(root);
  expect(check(clickstream, files, files).events.filter((event) => !event.published)).toEqual([]);
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
