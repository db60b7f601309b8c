import { PassThrough } from 'node:stream';
import type { Terminal } from '@clickstream/cli';
import { askPerson } from './approve';

function asking(answer?: string) {
  const stdin = Object.assign(new PassThrough(), { isTTY: answer !== undefined });
  if (answer !== undefined) stdin.write(`${answer}\n`);
  const terminal = { stdin, stderr: new PassThrough() } as unknown as Terminal;
  return askPerson(new AbortController().signal, undefined, terminal);
}

describe('consent', () => {
  it('is given by a yes', () => expect(asking('yes')('apply this')).resolves.toBeUndefined());

  it('is not given by a no', () =>
    expect(asking('no')('apply this')).rejects.toMatchObject({
      code: 'NOT_APPROVED',
      message: 'you did not want to apply this',
      exitCode: 2,
    }));

  it('is not given where nobody is', () =>
    expect(asking()('apply this')).rejects.toMatchObject({
      code: 'NOT_APPROVED',
      next: expect.stringContaining('plan --save'),
    }));
});
