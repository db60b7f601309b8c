import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { reportSchema } from '../src/demo/report';
import { run, runJson, scratchHome, status } from '../e2e/command';

interface Verification {
  readonly equal: boolean;
  readonly tables: readonly { readonly table: string; readonly lakeRows: number; readonly equal: boolean }[];
}

let home: string;
let remove: () => Promise<void>;
beforeAll(() => ({ path: home, remove } = scratchHome()));
afterAll(() => remove());

/** Contents of all files of a folder that end so. */
function filesOf(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

it('runs the whole chain through Snowflake’s own driver, equal to the lake, and shows the key to nobody', async () => {
  const report = `${home}.json`;
  const args = ['--warehouse', 'snowflake-emulator', '--keep', '--home', home, '--json', report];
  const demo = await run('platform', ['demo', ...args], home);
  const end = (demo.stdout + demo.stderr).split('\n').slice(-20);
  expect({ code: demo.code, end }).toEqual({ code: 0, end });
  expect(demo.stdout).toContain('10,000 raw = 10,000 curated + 0 set aside or duplicate');
  expect(reportSchema.parse(JSON.parse(readFileSync(report, 'utf8')))).toMatchObject({
    accounting: { closes: true, warehouse: 10_000 },
    readers: 'emulator/CLICKSTREAM_LOCAL',
  });

  const verification = await runJson<Verification>('snowflake-loader', ['verify'], home);
  expect(verification.equal).toBe(true);
  expect(verification.tables.find(({ table }) => table === 'events')).toMatchObject({ lakeRows: 10_000 });

  const now = await status(home);
  const key = readFileSync(now.endpoints?.warehouse.snowflake?.keyFile ?? '', 'utf8').split('\n')[1] ?? '';
  expect(key).toMatch(/^[\w+/]{64}$/);
  const seen = {
    output: demo.stdout + demo.stderr,
    report: readFileSync(report, 'utf8'),
    status: JSON.stringify(now),
    logs: filesOf(join(home, 'logs'), '.log').join('\n'),
    state: filesOf(home, '.json').join('\n'),
    processes: now.services.map(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).join('\n'),
    environments: now.services.map(({ pid }) => readFileSync(`/proc/${pid}/environ`, 'utf8')).join('\n'),
  };
  for (const [place, text] of Object.entries(seen))
    expect([place, text.includes(key)]).toEqual([place, false]);
});

it('keeps the rows when the emulator is stopped and started again', async () => {
  await run('platform', ['down'], home);
  await runJson('platform', ['up'], home);
  expect((await runJson<Verification>('snowflake-loader', ['verify'], home)).equal).toBe(true);
});
