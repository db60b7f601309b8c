import { CommanderError, type Command } from 'commander';
import { PlatformError } from '@clickstream/errors';

export interface CliIo {
  readonly stderr: { write(text: string): unknown };
}

/** Exit code of a process that a person stopped with Ctrl-C, by shell convention (128 + SIGINT). */
const INTERRUPTED = 130;

/**
 * Runs a commander program and turns its outcome into an exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
 * A {@link PlatformError} becomes one line on stderr; anything else is our defect and keeps its stack.
 */
export async function runCli(
  program: Command,
  argv: readonly string[],
  io: CliIo = { stderr: process.stderr },
): Promise<number> {
  strict(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (isAbort(error)) {
      io.stderr.write('stopped\n');
      return INTERRUPTED;
    }
    if (error instanceof PlatformError) {
      io.stderr.write(`${error.oneLine()}\n`);
      return error.exitCode;
    }
    io.stderr.write(`INTERNAL  ${error instanceof Error ? error.stack : String(error)}\n`);
    return 1;
  }
}

/** Wrong usage throws (instead of leaving the process) and shows the help of the command at hand. */
function strict(command: Command): void {
  command.exitOverride().showHelpAfterError('(add --help for usage)').allowExcessArguments(false);
  for (const sub of command.commands) strict(sub);
}

function isAbort(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
}
