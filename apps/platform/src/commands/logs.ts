import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PlatformError } from '@clickstream/errors';
import { lastLines } from '@clickstream/host';
import type { Home } from '../home';

/** Names that `logs` takes: one log file each. */
export function logNames(home: Home): string[] {
  const folder = join(home.root, 'logs');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.log'))
    .map((file) => file.slice(0, -'.log'.length))
    .sort();
}

/**
 * Prints the end of one log, or all of it.
 *
 * @throws PlatformError UNKNOWN_LOG that names the logs there are.
 */
export async function logs(
  home: Home,
  name: string,
  lines: number | 'all',
  out: NodeJS.WritableStream,
): Promise<void> {
  const names = logNames(home);
  if (!names.includes(name)) {
    throw new PlatformError({
      code: 'UNKNOWN_LOG',
      message: `there is no log "${name}"`,
      where: join(home.root, 'logs'),
      next: names.length > 0 ? `use one of: ${names.join(', ')}` : 'npm run platform -- up',
      exitCode: 2,
    });
  }
  const file = home.logFile(name);
  if (lines === 'all') return pipeline(createReadStream(file), out, { end: false });
  for (const line of lastLines(file, lines)) out.write(`${line}\n`);
}
