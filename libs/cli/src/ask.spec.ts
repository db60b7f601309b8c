import { PassThrough } from 'node:stream';
import { askYesOrNo, type Terminal } from './ask';

function terminal({ isTTY }: { readonly isTTY: boolean }) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = new PassThrough();
  return { stdin, stderr, io: { stdin, stderr } as unknown as Terminal };
}

const never = new AbortController().signal;

it.each([
  ['y', true],
  ['yes', true],
  [' Y ', true],
  ['n', false],
  ['', false],
  ['yeah', false],
])('takes %j for %s', async (answer, expected) => {
  const { stdin, stderr, io } = terminal({ isTTY: true });
  stdin.write(`${answer}\n`);
  expect(await askYesOrNo('Go on?', never, io)).toBe(expected);
  expect(String(stderr.read())).toContain('Go on? [y/N] ');
});

it('has no answer where nobody is', async () => {
  const { stderr, io } = terminal({ isTTY: false });
  expect(await askYesOrNo('Go on?', never, io)).toBeUndefined();
  expect(stderr.read()).toBeNull();
});

it('stops waiting when it is told to', async () => {
  const stop = new AbortController();
  const answer = askYesOrNo('Go on?', stop.signal, terminal({ isTTY: true }).io);
  stop.abort();
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
});
