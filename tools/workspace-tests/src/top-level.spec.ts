import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from './nx';

it('keeps the top level of the repository as agreed', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: workspace, encoding: 'utf8' }).split('\0');
  const entries = new Set(files.filter(Boolean).map((file) => file.split('/')[0]));
  expect([...entries].sort()).toEqual([
    '.ci',
    '.dockerignore',
    '.editorconfig',
    '.gitattributes',
    '.github',
    '.gitignore',
    '.npmrc',
    '.nvmrc',
    '.prettierignore',
    '.prettierrc.json',
    '.python-version',
    '.vscode',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'README.md',
    'apps',
    'docker',
    'docs',
    'libs',
    'nx.json',
    'package-lock.json',
    'package.json',
    'spark',
    'tools',
    'tsconfig.base.json',
  ]);
});

it.each([
  ['loader-key.pem', '**/*.pem'],
  ['docs/privateKey.pem', '**/*.pem'],
  ['admin-key.p8', '**/*.p8'],
  ['certificates.zip', '**/certificates.zip'],
  ['plans/iam.json', 'plans'],
  ['apps/infra/iam.tfplan', '**/*.tfplan'],
])('takes no %s, which the pages on deployment make, into a commit or an image', (file, rule) => {
  const git = spawnSync('git', ['check-ignore', '--no-index', file], { cwd: workspace, encoding: 'utf8' });
  expect(git.stdout.trim()).toBe(file);
  expect(readFileSync(join(workspace, '.dockerignore'), 'utf8').split('\n')).toContain(rule);
});
