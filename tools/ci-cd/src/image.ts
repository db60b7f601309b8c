import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { PlatformError } from '@clickstream/errors';
import { buildCommand, tagOf, type Build } from './build-command';
import { basesOf } from './dockerfile';
import { readSource } from './git';

interface ImageOptions {
  readonly registry?: string;
}

/** @param workspace Root of the repository. */
export const imageCommand = (workspace: string): Command =>
  new Command('image')
    .description('Builds the image of a project from docker/<project>.Dockerfile.')
    .argument('<project>', 'name of the project')
    .option('--registry <host/folder>', 'push it there, with bases pinned to bytes and a bill of materials')
    .action((name: string, { registry }: ImageOptions) => {
      const source = readSource(workspace);
      if (registry && source.dirty)
        throw new PlatformError({
          code: 'DIRTY',
          message: 'what differs from the commit would be pushed under its name',
          next: 'commit it, or build without --registry',
          exitCode: 2,
        });
      const text = dockerfile(workspace, name);
      run(workspace, {
        ...source,
        name,
        registry,
        digests: registry ? resolveDigests(workspace, text) : {},
        metadataFile: join('dist', 'images', `${name}.json`),
      });
    });

function dockerfile(workspace: string, name: string): string {
  const file = join(workspace, 'docker', `${name}.Dockerfile`);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw new PlatformError({
    code: 'NO_DOCKERFILE',
    message: `${name} has no image`,
    where: file,
    exitCode: 2,
  });
}

/** Asks the registries what the tags of the bases stand for now. */
function resolveDigests(workspace: string, text: string): Record<string, string> {
  const digests: Record<string, string> = {};
  for (const { image, digestArgument } of basesOf(text)) {
    const format = ['--format', '{{.Manifest.Digest}}'];
    const digest = docker(workspace, 'pipe', 'buildx', 'imagetools', 'inspect', image, ...format);
    if (!/^sha256:[0-9a-f]{64}$/.test(digest))
      throw new PlatformError({ code: 'NO_DIGEST', message: `${image} stands for no digest: ${digest}` });
    digests[digestArgument] = `@${digest}`;
  }
  return digests;
}

function run(workspace: string, build: Build): void {
  mkdirSync(join(workspace, 'dist', 'images'), { recursive: true });
  docker(workspace, 'inherit', ...buildCommand(build));
  process.stdout.write(`${build.registry ? 'pushed' : 'built'} ${tagOf(build)}\n`);
}

function docker(workspace: string, stdout: 'inherit' | 'pipe', ...args: string[]): string {
  const ended = spawnSync('docker', args, {
    cwd: workspace,
    encoding: 'utf8',
    env: process.env,
    stdio: ['ignore', stdout, 'inherit'],
  });
  if (ended.status === 0) return stdout === 'pipe' ? ended.stdout.trim() : '';
  throw new PlatformError({
    code: 'DOCKER_FAILED',
    message:
      ended.error?.message ??
      `docker ${args.slice(0, 2).join(' ')} ended with ${ended.status ?? ended.signal}`,
    next: 'read what docker said; an image needs Docker with buildx',
  });
}
