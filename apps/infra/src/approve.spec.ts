import { PassThrough } from 'node:stream';
import { askPerson } from './approve';

function terminal(answer?: string) {
  const input = Object.assign(new PassThrough(), { isTTY: answer !== undefined });
  const output = new PassThrough();
  if (answer !== undefined) input.write(`${answer}\n`);
  const ask = askPerson(
    input as unknown as NodeJS.ReadStream,
    output as unknown as NodeJS.WriteStream,
    new AbortController().signal,
  );
  return { ask, shown: () => String(output.read() ?? '') };
}

describe('consent', () => {
  it.each(['y', 'yes', 'Y'])('is given by %j', async (answer) => {
    const { ask, shown } = terminal(answer);
    await expect(ask('apply this')).resolves.toBeUndefined();
    expect(shown()).toContain('apply this? [y/N] ');
  });

  it.each(['n', '', 'yeah'])('is not given by %j', async (answer) => {
    await expect(terminal(answer).ask('apply this')).rejects.toMatchObject({
      code: 'NOT_APPROVED',
      exitCode: 2,
    });
  });

  it('is not given where nobody is', async () => {
    await expect(terminal().ask('apply this')).rejects.toMatchObject({
      code: 'NOT_APPROVED',
      next: expect.stringContaining('plan --save'),
    });
  });
});
