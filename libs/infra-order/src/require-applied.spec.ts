import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipelineStack, type StackName } from './order';
import { connectRecords, type StackRecord, type StackRecords } from './records';
import { requireApplied } from './require-applied';

/** As much of S3 as the records use: objects by path; null stands for a refusal. */
const objects = new Map<string, string | null>();
let server: Server;
let records: StackRecords;
let endpoint: string;

beforeAll(async () => {
  process.env['RECORDS_TEST_KEY'] = 'key';
  server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '', 'http://s3').pathname;
    const error = (status: number, code: string) =>
      response
        .writeHead(status, { 'content-type': 'application/xml' })
        .end(`<Error><Code>${code}</Code></Error>`);
    if (objects.get(path) === null) return void error(403, 'AccessDenied');
    if (request.method === 'PUT') objects.set(path, Buffer.concat(await request.toArray()).toString());
    if (request.method === 'DELETE') objects.delete(path);
    const found = objects.get(path);
    return void (request.method === 'GET' && found === undefined
      ? error(404, 'NoSuchKey')
      : response.end(found));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  records = connectRecords({
    state: 's3://state',
    region: 'eu-central-1',
    endpoint,
    credentials: { accessKeyId: 'key', secretAccessKey: 'key' },
  });
});
beforeEach(() => objects.clear());
afterAll(async () => {
  delete process.env['RECORDS_TEST_KEY'];
  records.close();
  await new Promise((resolve) => server.close(resolve));
});

const note = (stack: StackName, status: StackRecord['status'] = 'applied') =>
  records.write({ stack, status, at: '2026-01-02T03:04:05Z', commit: 'abc' });

const need = (stack: StackName, environment: 'local' | 'prod' = 'prod') =>
  requireApplied(
    {
      environment,
      infra: { state: 's3://state' },
      s3: {
        region: 'eu-central-1',
        endpoint,
        accessKeyId: 'env:RECORDS_TEST_KEY',
        secretAccessKey: 'env:RECORDS_TEST_KEY',
      },
    },
    stack,
  );

describe('the records', () => {
  it('keep what was noted, one object a stack, until it is removed', async () => {
    await note('iam');
    await note('storage', 'unfinished');
    expect([...objects.keys()]).toEqual(['/state/applied/iam.json', '/state/applied/storage.json']);
    expect(await records.read('storage')).toMatchObject({
      stack: 'storage',
      status: 'unfinished',
      commit: 'abc',
    });
    await records.remove('storage');
    expect(await records.read('storage')).toBeUndefined();
  });

  it('say that they cannot be read, rather than that nothing is applied', async () => {
    objects.set('/state/applied/iam.json', null);
    await expect(records.read('iam')).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
      where: 's3://state/applied/iam.json',
      retry: 'afterFix',
    });
  });
});

describe('a program', () => {
  it('goes on when its stack and all before it are applied', async () => {
    for (const stack of ['iam', 'storage', 'cicd', 'msk', 'emr', pipelineStack('orders')] as const)
      await note(stack);
    await expect(need(pipelineStack('orders'))).resolves.toBeUndefined();
  });

  it('is refused when one before its stack is not, or not to the end', async () => {
    for (const stack of ['iam', 'storage', 'emr', pipelineStack('orders')] as const) await note(stack);
    await note('msk', 'unfinished');
    await expect(need(pipelineStack('orders'))).rejects.toMatchObject({
      code: 'STACKS_NOT_APPLIED',
      message: 'the infrastructure of prod is not ready: not applied are cicd, msk',
      where: 'needs pipeline-orders',
      next: 'npx nx run infra:deploy --env prod --stack cicd',
      exitCode: 2,
    });
  });

  it('is refused when its own stack is not applied', async () => {
    for (const stack of ['iam', 'storage', 'cicd', 'msk', 'emr'] as const) await note(stack);
    await expect(need('snowflake')).rejects.toMatchObject({
      message: expect.stringContaining('is snowflake'),
    });
  });

  it('is refused where nobody keeps records', async () => {
    await expect(
      requireApplied({ environment: 'dev', infra: {}, s3: { region: 'eu-central-1' } }, 'emr'),
    ).rejects.toMatchObject({ code: 'CONFIG_INVALID', exitCode: 2 });
  });

  it('runs on the local platform, which is made without stacks', async () => {
    await expect(need('snowflake', 'local')).resolves.toBeUndefined();
  });
});
