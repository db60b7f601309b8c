import { everywhere } from '../areas';
import { bannedText } from '../banned';
import type { Rule } from '../rule';

export const machinePath: Rule = {
  name: 'machine-path',
  bans: 'absolute paths of one machine',
  because: 'exists on one machine only',
  instead: 'start from the workspace, from tmpdir() or from a setting',
  check: bannedText(
    everywhere,
    /(?<![\w.~/}>-])\/((home|Users)\/[\w.-]+|root|work|mnt|tmp)\/[\w.-]+|\b[A-Z]:\\+Users\b/,
  ),
  bad: [
    { 'libs/a/src/a.ts': "const file = '/home/ann/a.json';" },
    { 'docs/a.md': 'Look into /root/.m2 for it.' },
    { 'spark/a.py': 'path = "/tmp/checkpoint"\n' },
    { 'tools/a.sh': 'cd C:\\Users' },
  ],
  good: [
    { 'libs/a/src/a.ts': "const file = join(tmpdir(), 'a.json');" },
    { 'docs/a.md': 'https://example.com/home/page and <workspace>/work/file' },
  ],
};
