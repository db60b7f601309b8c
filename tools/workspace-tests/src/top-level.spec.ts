import { execFileSync } from 'node:child_process';
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
