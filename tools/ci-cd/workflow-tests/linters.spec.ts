/** Each linter finds what was planted for it: a check that is always green would not be noticed otherwise. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspace } from './workflows';

const folder = mkdtempSync(join(tmpdir(), 'linters-'));
afterAll(() => rmSync(folder, { recursive: true }));

const workflow = (step: string): string => `name: planted
on: pull_request
permissions: {}
jobs:
  planted:
    runs-on: ubuntu-24.04
    steps:
      - ${step}
`;

it.each([
  ['actionlint', ['w.yml'], workflow('run: echo "${{ needs.nobody.outputs.x }}"'), 'nobody'],
  ['zizmor', ['--offline', 'w.yml'], workflow('uses: actions/checkout@v7'), 'unpinned-uses'],
  ['zizmor', ['--offline', 'w.yml'], workflow('run: echo ${{ github.head_ref }}'), 'template-injection'],
  ['hadolint', ['w.yml'], 'FROM debian:latest\nRUN cd /tmp\n', 'DL3007'],
])('%s %j finds what was planted', (linter, args, text, finding) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'w.yml'), text);
  const program = join(workspace, '.platform/python/ci-cd/bin', linter);
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  expect(error).toBeUndefined();
  expect(status).not.toBe(0);
  expect(stdout + stderr).toContain(finding);
});
