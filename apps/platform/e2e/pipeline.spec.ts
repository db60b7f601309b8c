import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { reportSchema } from '../src/demo/report';
import type { Status } from '../src/commands/status';
import { readAccessLog, type Request } from './access-log';
import { run, runJson, scratchHome, start, status } from './command';

const workspace = join(__dirname, '../../..');
const sample = join(workspace, 'apps/producer/samples/access.log.gz');
const requests = readAccessLog(sample);

let home: string;
let remove: () => Promise<void>;

beforeAll(() => {
  ({ path: home, remove } = scratchHome());
});
afterAll(() => remove());

const importLog = (): Promise<unknown> => runJson('producer', ['import', sample], home);
const drain = ['run', '--local', '--drain'];
const reconcile = (): Promise<unknown> => runJson('platform', ['reconcile'], home);

/** Rows of the warehouse in the words of the log, in the order of the log. */
async function warehouseRows(): Promise<(Request & { visitor: string })[]> {
  const { endpoints } = await status(home);
  const instance = await DuckDBInstance.create(endpoints?.warehouse.file, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`
    SELECT context_ip AS address, strftime(occurred_at AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ') AS at,
      properties::JSON ->> '$.method' AS method, page_path AS path, (properties::JSON ->> '$.status')::INT AS status,
      page_referrer AS referrer, context_user_agent AS "userAgent", anonymous_id AS visitor
    FROM clickstream.events`);
  const rows = reader.getRowObjectsJS() as unknown as (Request & { visitor: string })[];
  connection.closeSync();
  instance.closeSync();
  return rows;
}

const asText = ({ address, at, method, path, status: code, referrer, userAgent }: Request): string =>
  JSON.stringify([at, address, method, path, code, referrer, userAgent]);

it('does what npm run demo does: every request of the log is in the warehouse, and the account closes', async () => {
  const { code, stdout } = await run(
    'platform',
    ['demo', '--keep', '--home', home, '--json', `${home}.json`],
    home,
  );
  expect(stdout).toContain(
    '10,000 read = 10,000 in Kafka = 10,000 raw = 10,000 curated + 0 set aside or duplicate',
  );
  expect(code).toBe(0);
  expect(reportSchema.parse(JSON.parse(readFileSync(`${home}.json`, 'utf8'))).accounting.closes).toBe(true);
  const rows = await warehouseRows();
  expect(rows.map(asText).sort()).toEqual(requests.map(normalised).map(asText).sort());
  expect(new Set(rows.map((row) => row.visitor)).size).toBe(new Set(requests.map((one) => one.address)).size);
});

it('adds nothing when the log comes again, although the Spark driver is killed in the middle of it', async () => {
  const before = (await warehouseRows()).map(asText).sort();
  await importLog();

  const killed = start('job-submitter', [...drain, '--json'], home);
  process.kill(await driverInABatch(), 'SIGKILL');
  expect((await killed.outcome).code).toBe(1);

  await runJson('job-submitter', drain, home);
  await runJson('snowflake-loader', ['load', '--once'], home);
  expect(await reconcile()).toMatchObject({
    clean: true,
    inFlight: 0,
    fates: { raw: 2 * requests.length, curated: requests.length, setAside: {}, duplicates: requests.length },
  });
  expect((await warehouseRows()).map(asText).sort()).toEqual(before);
});

it('stops everything it started', async () => {
  expect((await run('platform', ['down'], home)).stdout).toMatch(/^stopped: kafka-1, object-store/);
  expect((await run('platform', ['status'], home)).stderr).toMatch(
    /kafka-1: not running; object-store: not running/,
  );
});

/** The contract knows no empty user agent: the log's `-` means that none was sent. */
const normalised = (request: Request): Request => ({
  ...request,
  userAgent: (request.userAgent === '-' ? null : request.userAgent) as string,
});

/** Waits until the driver runs and has begun to write data. @returns Its pid. */
async function driverInABatch(): Promise<number> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    const now: Status = await status(home);
    const job = now.pipelines.find((pipeline) => pipeline.name === 'clickstream');
    if (job?.pid && job.queries.length > 0) return job.pid;
    if (performance.now() > deadline) throw new Error('the Spark job made no progress within 120 s');
  }
}
