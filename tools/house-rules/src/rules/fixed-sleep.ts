import { tests } from '../areas';
import { bannedUses } from '../banned';
import type { Rule } from '../rule';

export const fixedSleep: Rule = {
  name: 'fixed-sleep',
  bans: 'sleeps of a fixed time in tests',
  because: 'waits too long on a fast machine and too short on a slow one',
  instead: 'wait for the condition: look in a while loop with a deadline, or use a helper that does',
  check: bannedUses(tests, {
    names: [
      'sleep',
      '.sleep',
      'delay',
      '.delay',
      'node:timers/promises.setTimeout',
      'timers/promises.setTimeout',
    ],
    when: (use) => !use.polled,
  }),
  bad: [
    { 'libs/a/src/a.spec.ts': 'it("x", async () => { await new Promise((r) => setTimeout(r, 500)); });' },
    {
      'libs/a/src/a.spec.ts':
        'it("x", async () => { await new Promise((r) => setTimeout(() => r(), 500)); });',
    },
    {
      'libs/a/src/a.spec.ts':
        "import { setTimeout as wait } from 'node:timers/promises';\nit('x', async () => { await wait(500); });",
    },
    { 'spark/platform/tests/test_a.py': 'import time\ndef test_a():\n    time.sleep(2)\n' },
    { 'spark/platform/tests/test_a.py': 'from time import sleep\ndef test_a():\n    sleep(2)\n' },
  ],
  good: [
    {
      'libs/a/src/a.spec.ts':
        'it("x", async () => { while (!done()) await new Promise((r) => setTimeout(r, 20)); });',
    },
    {
      'libs/a/src/a.spec.ts':
        'const late = new Promise((_, reject) => setTimeout(() => reject(new Error()), 9));',
    },
    { 'libs/a/src/a.ts': 'export const backoff = (ms: number) => new Promise((r) => setTimeout(r, ms));' },
    { 'libs/a/src/a.spec.ts': 'jest.setTimeout(60_000);' },
    {
      'spark/platform/tests/test_a.py':
        'import time\ndef test_a():\n    while not done():\n        time.sleep(0.1)\n',
    },
  ],
};
