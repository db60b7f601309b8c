import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { basesOf } from './dockerfile';

const workspace = join(__dirname, '../../..');
const read = (file: string): string => readFileSync(join(workspace, file), 'utf8');
const images = readdirSync(join(workspace, 'docker'))
  .filter((file) => file.endsWith('.Dockerfile'))
  .map((file) => ({ file, text: read(`docker/${file}`) }));
const versionOf = (image: string): string => image.split(':')[1] ?? '';

it('finds each base once, with the argument that pins it', () => {
  const text = 'FROM a/b:1${A_DIGEST} AS x\nFROM x AS y\nFROM a/b:1${A_DIGEST}\nFROM c:2-slim${C_DIGEST}\n';
  expect(basesOf(text)).toEqual([
    { image: 'a/b:1', digestArgument: 'A_DIGEST' },
    { image: 'c:2-slim', digestArgument: 'C_DIGEST' },
  ]);
});

it.each(['FROM node', 'FROM node:20', 'FROM ${BASE}', 'FROM node:20${NODE}'])('refuses %s', (from) => {
  expect(() => basesOf(from)).toThrow('write it like');
});

describe.each(images)('$file', ({ text }) => {
  const dockerfile = DockerfileParser.parse(text);
  const keywords = dockerfile.getInstructions().map((instruction) => instruction.getKeyword());

  it('declares the argument of each base, empty until something is pushed', () => {
    for (const { digestArgument } of basesOf(text)) expect(text).toContain(`ARG ${digestArgument}=\n`);
  });

  it('takes the versions that the rest of the repository has', () => {
    const versions = Object.fromEntries(
      basesOf(text).map(({ image }) => [image.split(':')[0], versionOf(image)]),
    );
    if (versions['node']) expect(versions['node']).toMatch(new RegExp(`^${read('.nvmrc').trim()}\\.`));
    if (versions['python'])
      expect(versions['python']).toMatch(new RegExp(`^${read('.python-version').trim()}\\.`));
    for (const [java] of text.matchAll(/(?<=temurin-|openjdk-)\d+/g)) expect(java).toBe('17');
  });

  it('runs as nobody special, and says what its health is', () => {
    const users = dockerfile.getInstructions().filter((instruction) => instruction.getKeyword() === 'USER');
    expect(users.at(-1)?.getArgumentsContent()).toBe('1000:1000');
    expect(keywords.lastIndexOf('USER')).toBeGreaterThan(keywords.lastIndexOf('FROM'));
    expect(dockerfile.getHEALTHCHECKs()).toHaveLength(1);
  });
});

it('lets the three apps share what they are built with, so that it is made once', () => {
  const apps = ['producer', 'job-submitter', 'snowflake-loader'];
  const heads = apps.map((app) => {
    const text = images.find(({ file }) => file === `${app}.Dockerfile`)?.text ?? '';
    return text.slice(text.indexOf('FROM'), text.indexOf('RUN npx'));
  });
  expect(new Set(heads).size).toBe(1);
  expect(heads[0]).toContain('npm ci');
});

it('gives the runtime image the locked packages that the tests run on', () => {
  const runtime = read('spark/runtime.txt');
  expect(runtime).toMatch(/^pyspark==/m);
  const all = read('spark/requirements.txt');
  for (const entry of runtime.split(/\n(?=\S)/)) expect(all).toContain(entry.trim());
});
