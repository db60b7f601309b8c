import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWorkflow, workspace } from './workflows';

const DELIVERED = {
  path: '.github/workflows/cd.yml',
  head_branch: 'main',
  conclusion: 'success',
  head_sha: 'abc',
  head_repository: { full_name: 'acme/platform' },
};

let server: Server;
let answer: object | undefined;
const asked: (string | undefined)[][] = [];
beforeAll(async () => {
  server = createServer(({ url, headers }, response) => {
    asked.push([url, headers.authorization]);
    response.writeHead(answer ? 200 : 404).end(JSON.stringify(answer ?? {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await once(server, 'close');
});

const check = (what: string, env: Record<string, string>) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const script = join(workspace, 'tools/ci-cd/delivery.mjs');
    execFile(process.execPath, [script, what], { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });

const checkRun = (RUN = '42') =>
  check('run', {
    ...{ RUN, GITHUB_REPOSITORY: 'acme/platform', GITHUB_TOKEN: 'token' },
    GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });

it('takes what a successful run of cd on main has delivered', async () => {
  answer = DELIVERED;
  expect(await checkRun()).toMatchObject({ code: 0, stdout: 'run 42 has delivered abc of main\n' });
  expect(asked.at(-1)).toEqual(['/repos/acme/platform/actions/runs/42', 'Bearer token']);
  answer = { ...DELIVERED, path: `${DELIVERED.path}@refs/heads/main` };
  expect(await checkRun()).toMatchObject({ code: 0 });
});

it.each([
  [
    'another workflow',
    { path: '.github/workflows/ci.yml' },
    'workflow of the run is .github/workflows/ci.yml',
  ],
  ['a workflow that only ends like it', { path: 'x/.github/workflows/cd.yml' }, 'workflow of the run is'],
  ['another branch', { head_branch: 'feature' }, 'branch of the run is feature, not main'],
  ['a fork', { head_repository: { full_name: 'eve/platform' } }, 'repository of the run is eve/platform'],
  ['a run that failed', { conclusion: 'failure' }, 'conclusion of the run is failure, not success'],
  ['a run that goes on', { conclusion: null }, 'conclusion of the run is null, not success'],
])('refuses the delivery of %s', async (_, other, message) => {
  answer = { ...DELIVERED, ...other };
  const { code, stderr } = await checkRun();
  expect(code).toBe(2);
  expect(stderr).toContain(`DELIVERY_REFUSED  ${message}`);
});

it('refuses a run that is not there, and what is no number', async () => {
  answer = undefined;
  expect(await checkRun()).toMatchObject({ code: 2, stderr: expect.stringContaining('GitHub answers 404') });
  const before = asked.length;
  for (const run of ['', '42/artifacts', '../42'])
    expect(await checkRun(run)).toMatchObject({ code: 2, stderr: expect.stringContaining('is no run') });
  expect(asked).toHaveLength(before);
});

it('takes the plan of the pipeline that was named, and no other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'delivery-'));
  try {
    const PLAN = join(folder, 'plan.json');
    expect(await check('plan', { PLAN, PIPELINE: 'orders' })).toMatchObject({ code: 2 });
    writeFileSync(PLAN, '{"pipeline": "orders"}');
    expect(await check('plan', { PLAN, PIPELINE: 'orders' })).toMatchObject({ code: 0 });
    expect(await check('plan', { PLAN, PIPELINE: 'clickstream' })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('DELIVERY_REFUSED  the plan is of orders, not of clickstream'),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('is asked before anything is taken from the run, and before anything is started', () => {
  const steps = readWorkflow('.github/workflows/execute.yml').jobs['execute']?.steps ?? [];
  const at = (found: (text: string) => boolean) =>
    steps.findIndex(({ run, uses }) => found(run ?? uses ?? ''));
  const places = [
    at((text) => text === 'node tools/ci-cd/delivery.mjs run'),
    at((text) => text.startsWith('actions/download-artifact@')),
    at((text) => text === 'node tools/ci-cd/delivery.mjs plan'),
    at((text) => text.startsWith('aws-actions/')),
  ];
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  const [first, second, third] = places.map((place) => steps[place]?.if);
  expect(new Set([first, second, third]).size).toBe(1);
});
