import { everywhere, except, matching } from '../areas';
import { bannedText } from '../banned';
import type { Rule } from '../rule';

export const failOnDataLoss: Rule = {
  name: 'fail-on-data-loss',
  bans: 'failOnDataLoss set to false',
  because: 'goes on after records are gone, and nobody learns of it',
  instead: 'set it to true; the start guard says how to recover',
  check: bannedText(except(everywhere, matching(/\.md$/)), /failOnDataLoss["'`]?\s*[,:=]\s*["'`]?false/i),
  bad: [
    { 'spark/a.py': 'reader.option("failOnDataLoss", "false")\n' },
    { 'spark/a.py': 'reader.options(failOnDataLoss=False)\n' },
    { 'apps/job-submitter/src/a.ts': "export const o = { failOnDataLoss: 'false' };" },
  ],
  good: [
    { 'spark/a.py': 'reader.option("failOnDataLoss", "true")\n' },
    { 'docs/failures.md': 'With failOnDataLoss=false a query would go on.' },
  ],
};
