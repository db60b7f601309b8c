import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuseWindows, requireDisk, requirePrograms } from '../src/requirements.mjs';

const machine = (versions) => (command) => versions[command];

test('finds the programs and prefers the exact Python', () => {
  const run = machine({
    java: 'openjdk version "17.0.15"',
    mvn: 'Apache Maven 3.8.7',
    'python3.11': 'Python 3.11.7',
    python3: 'Python 3.13.0',
  });
  assert.deepEqual(requirePrograms(['java', 'maven', 'python'], run), {
    java: 'java',
    maven: 'mvn',
    python: 'python3.11',
  });
});

test('names everything that is missing or too old in one line', () => {
  const run = machine({ java: 'openjdk version "11.0.2"', python3: 'Python 3.9.1' });
  assert.throws(() => requirePrograms(['java', 'maven', 'python'], run), {
    message:
      'missing on this machine: Java 17 or newer (found 11), Maven 3 (mvn), Python 3.11 or newer (python3) (found 9)',
  });
});

test('refuses Windows with the two ways out', () => {
  assert.throws(() => refuseWindows('win32'), { next: /WSL2 or the compose file/, exitCode: 2 });
  refuseWindows('linux');
});

test('refuses a disk that would fill up and says how much is needed', () => {
  const statfs = () => ({ bavail: 2_000_000, bsize: 1_000 });
  assert.throws(() => requireDisk('/data', statfs), {
    message: '2.0 GB free on the disk of /data, 5 GB needed',
  });
  requireDisk('/data', () => ({ bavail: 6_000_000, bsize: 1_000 }));
});
