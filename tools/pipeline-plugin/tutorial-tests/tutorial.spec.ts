import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { ScratchClone } from '@clickstream/scratch-clone';

interface Report {
  readonly accounting: { readonly closes: boolean };
  readonly readers: string;
}

interface Row {
  readonly id: string;
  readonly type: string;
  readonly item: string;
}

const page = readFileSync(join(__dirname, '../../../docs/pipelines.md'), 'utf8');
/** The commands of the page, in its order. */
const steps = [...page.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map((match) => match[1] as string);
const demo = steps.findIndex((step) => step.startsWith('npm run demo'));

const clone = new ScratchClone();
afterAll(() => clone.remove());

it('works word for word', async () => {
  const before = clone.git('rev-parse', 'HEAD').trim();
  const output = steps.slice(0, demo + 1).map((step) => clone.mustRun(step));
  for (const shown of textsShown()) expect(output.join('\n')).toContain(shown);
  const report = JSON.parse(clone.read('.platform/orders.json')) as Report;
  expect(report.accounting.closes).toBe(true);
  expect(await rowsOf(report.readers)).toEqual(eventsSent());

  for (const step of steps.slice(demo + 1)) clone.mustRun(step);
  clone.git('add', '--all');
  expect(clone.git('diff', '--cached', '--stat', before)).toBe('');
});

/** What the page says that the commands print. */
const textsShown = (): string[] =>
  [...page.matchAll(/^```text\n([\s\S]*?)\n```$/gm)].map((match) => match[1] as string);

/** The rows of the warehouse, in the words of the sample. */
async function rowsOf(file: string): Promise<Row[]> {
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    `SELECT event_id AS id, event_type AS type, properties::JSON ->> '$.item_id' AS item FROM orders.events ORDER BY id`,
  );
  connection.closeSync();
  instance.closeSync();
  return reader.getRowObjectsJS() as unknown as Row[];
}

/** The events of the sample that are neither sent again nor too late. */
function eventsSent(): Row[] {
  const sample = clone.git('show', 'HEAD:libs/pipelines/orders/fixtures/sample.ndjson');
  const events = sample
    .trim()
    .split('\n')
    .map(
      (line) =>
        JSON.parse(line) as {
          event_id: string;
          event_type: string;
          occurred_at: string;
          properties: { item_id: string };
        },
    )
    .filter((event) => event.occurred_at > '2000');
  const rows = events.map(({ event_id: id, event_type: type, properties }) => ({
    id,
    type,
    item: properties.item_id,
  }));
  return [...new Map(rows.map((row) => [row.id, row])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
