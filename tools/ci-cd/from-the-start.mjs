/**
 * Makes the commands behind it take everything for changed: compares with the first commit of the repository.
 * For a delivery that somebody asked for, like the first one of a new environment.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';

const [first] = execFileSync('git', ['rev-list', '--max-parents=0', 'HEAD'], { encoding: 'utf8' }).split(
  '\n',
);
appendFileSync(process.env.GITHUB_ENV, `NX_BASE=${first}\n`);
console.log(`everything counts as changed since ${first}`);
