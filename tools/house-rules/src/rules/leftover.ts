import { everywhere } from '../areas';
import { bannedText } from '../banned';
import type { Rule } from '../rule';

export const leftover: Rule = {
  name: 'leftover',
  bans: 'notes of unfinished work in the code',
  because: 'leaves work behind where nobody looks for it',
  instead: 'do it now, or open an issue',
  check: bannedText(everywhere, /\b(TODO|FIXME|XXX|HACK)\b/),
  bad: [
    { 'libs/a/src/a.ts': '// TODO later' },
    { 'spark/a.py': 'x = 1  # FIXME\n' },
    { 'docs/a.md': 'XXX explain' },
  ],
  good: [{ 'libs/a/src/a.ts': "const folder = mkdtemp('run-XXXXXX');" }],
};
