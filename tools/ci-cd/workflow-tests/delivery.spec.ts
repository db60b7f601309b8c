import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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

const checkRun = (RUN = '42') =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const script = join(workspace, 'tools/ci-cd/delivery.mjs');
    const { port } = server.address() as AddressInfo;
    const env = {
      ...{ ...process.env, RUN, GITHUB_REPOSITORY: 'acme/platform', GITHUB_TOKEN: 'token' },
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
    };
    execFile(process.execPath, [script], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
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

it('is asked before anything is taken from the run', () => {
  const steps = readWorkflow('.github/workflows/execute.yml').jobs['execute']?.steps ?? [];
  const at = (found: (text: string) => boolean) =>
    steps.findIndex(({ run, uses }) => found(run ?? uses ?? ''));
  const places = [
    at((text) => text === 'node tools/ci-cd/delivery.mjs'),
    at((text) => text.startsWith('actions/download-artifact@')),
    at((text) => text.startsWith('aws-actions/')),
  ];
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  const [first, second] = places.map((place) => steps[place]?.if);
  expect(first).toBe(second);
});
