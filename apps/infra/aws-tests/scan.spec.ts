import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { readEnvironment } from '../src/environment';
import { synthesise } from '../src/session';
import exceptions from './scan-exceptions.json';
import { workspace } from './infra-cli';

const execute = promisify(execFile);

const reportSchema = z.object({
  summary: z.object({ passed: z.int() }),
  results: z.object({
    failed_checks: z.array(z.object({ check_id: z.string(), check_name: z.string(), resource: z.string() })),
  }),
});

const python = join(workspace, '.platform/python/checkov/bin/python');

/** Its Python environment is made when it is first needed. */
async function checkov(folder: string): Promise<z.infer<typeof reportSchema>> {
  await execute(process.execPath, [join(workspace, 'tools/setup/main.mjs'), 'setup:checkov']);
  // Soft fail: what failed is for us to judge. It ends with 0 then, and asks no server for more checks.
  const options = [
    '--framework',
    'terraform_json',
    '--output',
    'json',
    '--compact',
    '--quiet',
    '--soft-fail',
    '--skip-download',
  ];
  const { stdout } = await execute(python, ['-m', 'checkov.main', '--directory', folder, ...options], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return reportSchema.parse(JSON.parse(stdout));
}

let outdir: string;
beforeAll(() => (outdir = mkdtempSync(join(tmpdir(), 'scan-'))));
afterAll(() => rmSync(outdir, { recursive: true }));

it('finds no known mistake in the stacks of prod but those that have a reason', async () => {
  await synthesise(workspace, readEnvironment(workspace, 'prod'), { outdir, deleteData: false });
  const { summary, results } = await checkov(join(outdir, 'stacks'));
  expect(summary.passed).toBeGreaterThan(300);
  const excused = exceptions.flatMap(({ check, resources }) =>
    resources.map((resource) => `${check} ${resource}`),
  );
  const failed = results.failed_checks.map(({ check_id, resource }) => `${check_id} ${resource}`);
  expect(failed.filter((one) => !excused.includes(one))).toEqual([]);
  // An exception that nothing needs any more would hide the next mistake.
  expect(excused.filter((one) => !failed.includes(one))).toEqual([]);
});
