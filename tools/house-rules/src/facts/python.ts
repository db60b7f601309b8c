import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from './facts';

const READER = join(__dirname, 'python.py');
/** The workspace's own interpreter; `npm test` makes it before it runs anything. */
const WORKSPACE_PYTHON = join(__dirname, '../../../../.venv/bin/python');

/**
 * Facts of Python sources by path. One process reads them all: Python itself knows its syntax best.
 *
 * @throws Error with Python's own message when a source does not parse.
 */
export function pythonFacts(sources: Readonly<Record<string, string>>): Record<string, Facts> {
  if (Object.keys(sources).length === 0) return {};
  const python = existsSync(WORKSPACE_PYTHON) ? WORKSPACE_PYTHON : 'python3';
  const output = execFileSync(python, ['-I', READER], {
    input: JSON.stringify(sources),
    encoding: 'utf8',
    stdio: 'pipe',
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(output) as Record<string, Facts>;
}
