import { PassThrough } from 'node:stream';
import type { Terminal } from '@clickstream/cli';
import { askPerson } from './approve';

function asking(answer?: string) {
  const stdin = Object.assign(new PassThrough(), { isTTY: answer !== undefined });
  const stderr = new PassThrough();
  if (answer !== undefined) stdin.write(`${answer}\n`);
  const ask = askPerson(new AbortController().signal, undefined, { stdin, stderr } as unknown as Terminal);
  return { ask, shown: () => String(stderr.read() ?? '') };
}

describe('consent', () => {
  it.each(['y', 'yes', 'Y'])('is given by %j', async (answer) => {
    const { ask, shown } = asking(answer);
    await expect(ask('apply this')).resolves.toBeUndefined();
    expect(shown()).toContain('apply this? [y/N] ');
  });

  it.each(['n', '', 'yeah'])('is not given by %j', async (answer) => {
    await expect(asking(answer).ask('apply this')).rejects.toMatchObject({
      code: 'NOT_APPROVED',
      message: 'you did not want to apply this',
      exitCode: 2,
    });
  });

  it('is not given where nobody is', async () => {
    await expect(asking().ask('apply this')).rejects.toMatchObject({
      code: 'NOT_APPROVED',
      next: expect.stringContaining('plan --save'),
    });
  });
});
