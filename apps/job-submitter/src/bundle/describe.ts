import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PlatformError, messageOf } from '@clickstream/errors';

/** The Python of the clone, else the one of the machine; 3.11 or newer, without packages. */
export function pythonOf(workspace: string): string {
  const own = join(workspace, '.venv', 'bin', 'python');
  return existsSync(own) ? own : 'python3';
}

/**
 * Asks the code of a bundle about itself, see `describe.py` of spark/platform: what it says is what it does.
 *
 * @param library Its archive.
 * @throws PlatformError BUNDLE_BROKEN with what it said instead of an answer.
 */
export async function describe(
  python: string,
  library: string,
  ...question: ['state'] | ['job', settings: string]
): Promise<unknown> {
  try {
    const { stdout } = await promisify(execFile)(python, ['-m', 'clickstream_spark.describe', ...question], {
      env: { PATH: process.env['PATH'], PYTHONPATH: library },
      maxBuffer: 16 << 20,
    });
    return JSON.parse(stdout) as unknown;
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1);
    throw new PlatformError({
      code: 'BUNDLE_BROKEN',
      message: `the code of the bundle does not answer: ${said || messageOf(error)}`,
      where: `${python} with ${library}`,
      next: 'correct it and run its tests: npx nx test spark-platform',
      exitCode: 2,
      cause: error,
    });
  }
}
