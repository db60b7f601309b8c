import { Command } from 'commander';
import { PlatformError } from '@clickstream/errors';
import { runCli } from './run-cli';

function cli(action: () => void): { printed: string[]; run: (...argv: string[]) => Promise<number> } {
  const printed: string[] = [];
  const write = (text: string): void => void printed.push(text);
  const program = new Command('tool').configureOutput({ writeOut: write, writeErr: write });
  program.command('go').option('--json').action(action);
  return { printed, run: (...argv) => runCli(program, argv, { stderr: { write } }) };
}

describe('runCli', () => {
  it('exits 0 when the command ends well and for --help', async () => {
    const { run } = cli(() => undefined);
    expect([await run('go'), await run('--help')]).toEqual([0, 0]);
  });

  it('exits 2 on an unknown command or option and says so', async () => {
    const { run, printed } = cli(() => undefined);
    expect([await run('nope'), await run('go', '--wrong')]).toEqual([2, 2]);
    expect(printed.join('')).toContain("unknown option '--wrong'");
  });

  it('shows an expected failure as one line without a stack', async () => {
    const { run, printed } = cli(() => {
      throw new PlatformError({ code: 'DISK_FULL', message: '1 GB free, 4 GB needed', exitCode: 2 });
    });
    expect(await run('go')).toBe(2);
    expect(printed).toEqual(['DISK_FULL  1 GB free, 4 GB needed\n']);
  });

  it('shows a defect with its stack', async () => {
    const { run, printed } = cli(() => {
      throw new Error('boom');
    });
    expect(await run('go')).toBe(1);
    expect(printed.join('')).toMatch(/^INTERNAL {2}Error: boom\n\s+at /);
  });

  it('exits 130 when the work was interrupted', async () => {
    const { run } = cli(() => {
      throw new DOMException('stop', 'AbortError');
    });
    expect(await run('go')).toBe(130);
  });
});
