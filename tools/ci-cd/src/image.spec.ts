import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runCli } from '@clickstream/cli';
import { imageCommand } from './image';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const clone = mkdtempSync(join(tmpdir(), 'image-'));
const git = (...args: string[]) => spawnSync('git', args, { cwd: clone, encoding: 'utf8' });
const path = process.env['PATH'];

/** A stand-in for Docker: writes down what it is asked, and knows one digest. */
const DOCKER = `#!/bin/sh
echo "$@" >> "${clone}/../$(basename "${clone}").calls"
case "$*" in *imagetools*) echo ${DIGEST};; *FAIL*) echo broken >&2; exit 1;; esac
`;
const calls = `${clone}.calls`;

beforeAll(() => {
  mkdirSync(join(clone, 'docker'));
  mkdirSync(join(clone, 'bin'));
  writeFileSync(join(clone, 'docker/shop.Dockerfile'), 'ARG NODE_DIGEST=\nFROM node:20.20${NODE_DIGEST}\n');
  writeFileSync(join(clone, 'package.json'), '{ "version": "1.2.3" }');
  writeFileSync(join(clone, '.gitignore'), 'dist\n');
  writeFileSync(join(clone, 'bin/docker'), DOCKER);
  chmodSync(join(clone, 'bin/docker'), 0o755);
  git('init', '--quiet');
  git('add', '--all');
  git(
    '-c',
    'user.name=t',
    '-c',
    'user.email=t@example.com',
    'commit',
    '--quiet',
    '-m',
    'all',
    '--no-gpg-sign',
  );
  process.env['PATH'] = `${join(clone, 'bin')}${delimiter}${path}`;
});
beforeEach(() => writeFileSync(calls, ''));
afterAll(() => {
  process.env['PATH'] = path;
  rmSync(clone, { recursive: true });
  rmSync(calls);
});

async function image(...args: string[]): Promise<{ code: number; said: string; asked: string[] }> {
  let said = '';
  const write = (text: string | Uint8Array): boolean => Boolean((said += String(text)));
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation(write);
  const command = imageCommand(clone).configureOutput({ writeErr: write });
  const code = await runCli(command, args, { stderr: { write } });
  stdout.mockRestore();
  return { code, said, asked: readFileSync(calls, 'utf8').trim().split('\n').filter(Boolean) };
}

const version = () => `1.2.3-g${git('rev-parse', 'HEAD').stdout.slice(0, 12)}`;

it('builds an image here, named by version and commit, and pushes nothing', async () => {
  const { code, said, asked } = await image('shop');
  expect([code, said]).toEqual([0, `built clickstream/shop:${version()}\n`]);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toContain(`--file docker/shop.Dockerfile --tag clickstream/shop:${version()}`);
  expect(asked[0]).toContain('--load .');
  expect(asked[0]).not.toContain('--push');
});

it('pushes it with its base pinned to bytes, a bill of materials and its origin', async () => {
  const { code, asked } = await image('shop', '--registry', 'registry.example.com/clickstream-dev');
  expect(code).toBe(0);
  expect(asked[0]).toContain('imagetools inspect node:20.20 ');
  expect(asked[1]).toContain(`--tag registry.example.com/clickstream-dev/shop:${version()}`);
  expect(asked[1]).toContain(`--build-arg NODE_DIGEST=@${DIGEST}`);
  expect(asked[1]).toContain(`org.opencontainers.image.revision=${git('rev-parse', 'HEAD').stdout.trim()}`);
  expect(asked[1]).toContain('--push --sbom=true --provenance=mode=max .');
});

it('pushes nothing that is not committed', async () => {
  writeFileSync(join(clone, 'new'), '');
  const refused = await image('shop', '--registry', 'registry.example.com/clickstream-dev');
  rmSync(join(clone, 'new'));
  expect(refused).toMatchObject({ code: 2, said: expect.stringContaining('DIRTY'), asked: [] });
});

it('says which project has no image, and what Docker said when it fails', async () => {
  expect(await image('nope')).toMatchObject({ code: 2, said: expect.stringContaining('nope has no image') });
  cpSync(join(clone, 'docker/shop.Dockerfile'), join(clone, 'docker/FAIL.Dockerfile'));
  expect(await image('FAIL')).toMatchObject({ code: 1, said: expect.stringContaining('DOCKER_FAILED') });
});
