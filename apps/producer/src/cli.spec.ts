import { runCli } from '@clickstream/cli';
import { producerCli } from './cli';

/** Runs the command line with its help and its errors caught. */
async function run(...args: string[]): Promise<{ code: number; text: string }> {
  let text = '';
  const write = (part: string): void => void (text += part);
  const program = producerCli(new AbortController().signal);
  for (const command of [program, ...program.commands, ...program.commands.flatMap((sub) => sub.commands)])
    command.configureOutput({ writeOut: write, writeErr: write });
  return { code: await runCli(program, args, { stderr: { write } }), text };
}

describe('the command line of the producer', () => {
  it.each([[['--help']], [['import', '--help']], [['topics', '--help']], [['topics', 'apply', '--help']]])(
    'explains %j',
    async (args) => {
      const { code, text } = await run(...args);
      expect(code).toBe(0);
      expect(text).toMatch(/^Usage: producer/);
    },
  );

  it.each([
    [['import'], "missing required argument 'file'"],
    [['import', 'x', '--env', 'production'], 'Allowed choices are local, dev, staging, prod'],
    [['import', 'x', '--give-up-after', '0'], 'It must be a whole number, at least 1.'],
    [['import', 'x', 'y'], 'too many arguments'],
    [['topics', 'drop'], 'unknown command'],
    [['import', 'x', '--pipeline', 'nope'], 'UNKNOWN_PIPELINE'],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, text } = await run(...args);
    expect(code).toBe(2);
    expect(text).toContain(message);
  });
});
