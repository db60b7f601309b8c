import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from './paths.mjs';
import { exec } from './exec.mjs';

const quick = ['lint', 'typecheck', 'check', 'test', 'e2e'];

/** Which Nx targets a tier of tests runs; projects take part by having the target. */
const tiers = {
  test: quick,
  'test:crash': ['test-crash'],
  'test:aws': ['test-aws'],
  'test:all': [...quick, 'test-crash', 'test-aws'],
};

const reports = join(workspace, 'reports');

/** Runs a tier through Nx and ends with the plain line `N passed, N failed`, all suites added up. */
export async function runTests(tier, args) {
  rmSync(reports, { recursive: true, force: true });
  const nx = ['nx', 'run-many', '-t', ...tiers[tier], '--output-style=static', ...args];
  const code = await exec('npx', nx, { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' });
  const { passed, failed, skipped } = addUp(
    reportFiles(reports).map((file) => counts(readFileSync(file, 'utf8'))),
  );
  // A failed lint or type check leaves no report; it must not end in "0 failed".
  const failures = code === 0 ? failed : Math.max(failed, 1);
  console.log(`${passed} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failures > 0 ? code || 1 : 0;
}

function reportFiles(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Reads one report: the counts of our Jest reporter, or the JUnit XML of pytest and of Node's runner. */
export function counts(text) {
  if (text.startsWith('{')) return JSON.parse(text);
  const count = (pattern) => [...text.matchAll(pattern)].length;
  const failed = count(/<(failure|error)[ >]/g);
  const skipped = count(/<skipped[ />]/g);
  return { passed: count(/<testcase /g) - failed - skipped, failed, skipped };
}

export function addUp(all) {
  const sum = (key) => all.reduce((total, one) => total + one[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}
