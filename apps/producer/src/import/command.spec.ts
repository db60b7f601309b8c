import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findWorkspace } from '@clickstream/config';
import { importFile, type ImportOptions } from './command';
import { renderImport } from './render';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'import-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const EVENT = {
  event_id: '0196ddb4-3c2e-7b61-9f0a-5a1d6c0f4e2b',
  event_type: 'page_view',
  schema_version: '1.1.0',
  occurred_at: '2026-03-02T08:00:00.000Z',
  sent_at: '2026-03-02T08:00:00.120Z',
  anonymous_id: 'a-1',
  page: { url: 'https://shop.example.com/', path: '/' },
  context: {},
  properties: {},
};

function dryRun(lines: readonly string[], given: Partial<ImportOptions> = {}) {
  const file = join(folder, 'events.ndjson');
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  const options = {
    workspace: findWorkspace(__dirname),
    pipeline: 'clickstream',
    environment: 'local',
    giveUpAfterSeconds: 1,
    dryRun: true,
  };
  return importFile(file, { ...options, ...given }, new AbortController().signal);
}

describe('a dry run', () => {
  const lines = [
    EVENT,
    { ...EVENT, event_type: 'nobody' },
    { ...EVENT, occurred_at: '1996-03-02T08:00:00.000Z' },
    { ...EVENT, colour: 'red' },
  ].map((event) => JSON.stringify(event));

  it('refuses what the contract refuses, but for the clocks, and needs no Kafka', async () => {
    const result = await dryRun([...lines, 'rubbish']);
    expect(result).toMatchObject({ lines: 5, events: 2, acknowledged: 0, malformedLines: 3 });
    expect(result.malformed.map(({ line, reason }) => [line, reason.split(' ')[0]])).toEqual([
      [2, 'unknown_event_type'],
      [4, 'unknown_field'],
      [5, 'no'],
    ]);
    expect(result.verdicts).toEqual({ valid: 1, late: 1 });
  });

  it('of raw traffic says what the contract says of every event', async () => {
    const result = await dryRun([...lines, 'rubbish'], { unchecked: true });
    expect(result).toMatchObject({ lines: 5, events: 4, acknowledged: 0, malformedLines: 1 });
    expect(result.verdicts).toEqual({ valid: 1, unknown_event_type: 1, late: 1, unknown_field: 1 });
    expect(renderImport(result)).toContain('nothing was sent');
  });

  it('writes what became no event to a file, with the reason', async () => {
    const refused = join(folder, 'refused.ndjson');
    await dryRun([...lines, 'größer', '{}'], { refused, unchecked: true });
    const written = readFileSync(refused, 'utf8').trimEnd().split('\n');
    expect(written.map((line) => JSON.parse(line) as unknown)).toEqual([
      { line: 5, number: 5, reason: 'no JSON object', text: 'größer' },
      { line: 6, number: 6, reason: 'no anonymous_id', text: '{}' },
    ]);
  });
});
