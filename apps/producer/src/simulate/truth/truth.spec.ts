import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trafficOf } from '../testing';
import { TrafficFile } from '../traffic-file';
import { Truth } from './truth';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'truth-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const lines = (name: string): Record<string, unknown>[] =>
  readFileSync(join(folder, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const sum = (name: string): number => lines(name).reduce((total, { events }) => total + Number(events), 0);

it('the ground truth counts every event once in sessions and in minutes, late ones at the end only', () => {
  const truth = new Truth(folder, { pipeline: 'clickstream', sessionGapMs: 1_800_000 });
  const records = trafficOf({ events: 1_000 });
  for (const record of records) truth.add(record);
  const summary = truth.finish({ seed: 1 });

  expect(readdirSync(folder).sort()).toEqual([
    'minutes.curated.ndjson',
    'minutes.final.ndjson',
    'records.ndjson',
    'sessions.curated.ndjson',
    'sessions.final.ndjson',
    'summary.json',
  ]);
  const { curated, late } = summary.fates as { curated: number; late: number };
  expect(lines('records.ndjson').map(({ record }) => record)).toEqual(records.map(({ number }) => number));
  const [first] = records;
  expect(lines('records.ndjson')[0]).toMatchObject({
    event_type: first?.draft.action.type,
    occurred_at: new Date(first?.draft.occurredAt ?? 0).toISOString(),
    page_path: first?.draft.action.page.path,
  });
  expect([sum('sessions.curated.ndjson'), sum('minutes.curated.ndjson')]).toEqual([curated, curated]);
  expect([sum('sessions.final.ndjson'), sum('minutes.final.ndjson')]).toEqual([
    curated + late,
    curated + late,
  ]);
  expect(JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'))).toEqual({ seed: 1, ...summary });
});

it('a file of records holds every byte of them', () => {
  const records = trafficOf({ events: 1_000 });
  const path = join(folder, 'records');
  const file = new TrafficFile(path);
  for (const record of records) file.add(record);
  file.close();
  const written = lines('records').map(({ text, base64, ...rest }) => ({
    ...rest,
    value: text === undefined ? Buffer.from(base64 as string, 'base64') : Buffer.from(text as string),
  }));
  expect(written).toEqual(
    records.map(({ partition, key, headers, value }) => ({
      partition,
      key,
      headers,
      value: Buffer.from(value as string),
    })),
  );
});
