import { runCli } from '@clickstream/cli';
import { jobSubmitterCli } from './cli';

/** Runs the command line with its help and its errors caught. */
async function run(...args: string[]): Promise<{ code: number; text: string }> {
  let text = '';
  const write = (part: string): void => void (text += part);
  const program = jobSubmitterCli(new AbortController().signal);
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeOut: write, writeErr: write });
  return { code: await runCli(program, args, { stderr: { write } }), text };
}

describe('the command line of the job submitter', () => {
  it.each([
    ...['bundle', 'upload', 'prepare', 'submit', 'upgrade', 'rollback', 'status', 'stop', 'logs', 'run'].map(
      (command) => [[command, '--help']],
    ),
    [['--help']],
  ])('explains %j', async (args) => {
    const { code, text } = await run(...args);
    expect(code).toBe(0);
    expect(text).toMatch(/^Usage: job-submitter/);
  });

  it.each([
    [['run'], "required option '--local' not specified"],
    [['run', '--local', '--env', 'production'], 'Allowed choices are local, dev, staging, prod'],
    [['run', '--local', '--pipeline', 'nope'], 'UNKNOWN_PIPELINE'],
    [['run', '--local', '--replay', '2026-03-01/2026-03-02'], 'Write it like 2026-03-01T00:00:00Z/'],
    [['submit'], "required option '--plan <file>' not specified"],
    [['submit', '--plan', 'none.json'], 'PLAN_UNREADABLE'],
    [['status', '--pipeline', 'nope'], 'UNKNOWN_PIPELINE'],
    [['logs', '--lines', '0'], 'a positive whole number'],
    ...['stop', 'upgrade', 'rollback'].map((command): [string[], string] => [
      [command, '--batch-seconds', '0'],
      'a positive whole number',
    ]),
    [['start'], 'unknown command'],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, text } = await run(...args);
    expect(code).toBe(2);
    expect(text).toContain(message);
  });
});
