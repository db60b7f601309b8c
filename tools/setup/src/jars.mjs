import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { platformDir, workspace } from './paths.mjs';
import { SetupError } from './errors.mjs';
import { step } from './exec.mjs';
import { hashOf, isStamped, stamp } from './stamp.mjs';

export const jarSets = ['kafka', 'spark'];

export const jarFolder = (set) => join(platformDir, 'jars', set);
const source = (set, file) => join(workspace, 'tools', 'jars', set, file);
const stampFile = (set) => join(jarFolder(set), '.platform-stamp');
const inputs = (set) => hashOf([source(set, 'pom.xml'), source(set, 'SHA256SUMS')]);
const isSetDone = (set) => isStamped(stampFile(set), inputs(set)) && missingJars(set).length === 0;

/** @returns {Map<string, string>} SHA-256 by file name, as `sha256sum` writes it. */
export function parseSums(text) {
  const lines = text.split('\n').filter(Boolean);
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

const sums = (set) => parseSums(readFileSync(source(set, 'SHA256SUMS'), 'utf8'));
const missingJars = (set) => [...sums(set).keys()].filter((jar) => !existsSync(join(jarFolder(set), jar)));

/** Removes every jar that is not the one of the lock, so that a download cut short is made good by the next run. */
export function removeWrongJars(folder, expected) {
  if (!existsSync(folder)) return [];
  const wrong = readdirSync(folder)
    .filter((file) => file.endsWith('.jar'))
    .filter((jar) => sha256(join(folder, jar)) !== expected.get(jar));
  for (const jar of wrong) rmSync(join(folder, jar));
  return wrong;
}

const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

export const jars = {
  programs: ['java', 'maven'],
  isDone: () => jarSets.every(isSetDone),
  async run({ maven }) {
    for (const set of jarSets.filter((name) => !isSetDone(name))) {
      const hash = inputs(set);
      removeWrongJars(jarFolder(set), sums(set));
      await step(`Jars of ${set}`, maven, [
        '--batch-mode',
        '--strict-checksums',
        '--no-transfer-progress',
        '--file',
        source(set, 'pom.xml'),
        'dependency:copy-dependencies',
        `-DoutputDirectory=${jarFolder(set)}`,
        '-DincludeScope=runtime',
      ]);
      verify(set);
      stamp(stampFile(set), hash);
    }
  },
};

function verify(set) {
  const wrong = removeWrongJars(jarFolder(set), sums(set));
  const bad = [...new Set([...wrong, ...missingJars(set)])];
  if (bad.length === 0) return;
  throw new SetupError(
    `${bad.length} jar(s) of ${set} differ from tools/jars/${set}/SHA256SUMS: ${bad.slice(0, 3).join(', ')}`,
    'run the same command again; if it stays, delete them from the local Maven repository',
    1,
  );
}
