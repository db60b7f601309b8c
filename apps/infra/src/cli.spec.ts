import { runCli } from '@clickstream/cli';
import { infraCli } from './cli';

/** Runs the command line with its help and its errors caught. */
async function run(...args: string[]): Promise<{ code: number; text: string }> {
  let text = '';
  const write = (part: string): void => void (text += part);
  const program = infraCli(new AbortController().signal);
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeOut: write, writeErr: write });
  return { code: await runCli(program, args, { stderr: { write } }), text };
}

describe('the command line of the infrastructure', () => {
  it.each([
    [['--help']],
    [['deploy', '--help']],
    [['destroy', '--help']],
    [['plan', '--help']],
    [['adopt', '--help']],
  ])('explains %j', async (args) => {
    const { code, text } = await run(...args);
    expect(code).toBe(0);
    expect(text).toMatch(/^Usage: infra/);
  });

  it.each([
    [['deploy', '--env', 'production'], 'Allowed choices are local, dev, staging, prod'],
    [['deploy', '--stack', 'iam', '--pipeline', 'orders'], 'cannot be used with'],
    [['apply'], 'unknown command'],
    [['adopt', '--env', 'dev'], "required option '--stack <name>'"],
    [['adopt', '--env', 'dev', '--stack', 'msk', '--yes'], 'NOT_ADOPTABLE'],
    [['adopt', '--stack', 'snowflake', '--yes'], 'NOT_ADOPTABLE'],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, text } = await run(...args);
    expect(code).toBe(2);
    expect(text).toContain(message);
  });
});
