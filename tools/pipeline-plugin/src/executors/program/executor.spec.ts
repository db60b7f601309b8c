import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import runProgram from './executor';

const workspace = resolve(__dirname, '../../../../..');
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'program-'));
  symlinkSync(join(workspace, 'node_modules'), join(root, 'node_modules'));
  writeFileSync(join(root, 'tsconfig.base.json'), '{}');
  writeFileSync(
    join(root, 'main.ts'),
    `import { writeFileSync } from 'node:fs';
     writeFileSync('args.json', JSON.stringify(process.argv.slice(2)));
     process.exitCode = process.argv.includes('--fail') ? 1 : 0;`,
  );
});
afterEach(() => rmSync(root, { recursive: true }));

const run = (...__unparsed__: string[]) =>
  runProgram({ program: 'main.ts', command: 'deploy', args: ['--yes'], __unparsed__ }, { root });

it('gives the program every option, also those that Nx has a meaning for', async () => {
  await expect(run('--env', 'dev', '--stack=iam')).resolves.toEqual({ success: true });
  expect(JSON.parse(readFileSync(join(root, 'args.json'), 'utf8'))).toEqual([
    'deploy',
    '--yes',
    '--env',
    'dev',
    '--stack=iam',
  ]);
});

it('fails when the program does', async () => {
  await expect(run('--fail')).resolves.toEqual({ success: false });
});
