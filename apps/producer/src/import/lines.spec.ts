import fc from 'fast-check';
import { MAX_LINE_BYTES, readLines, type Line } from './lines';

async function* chunksOf(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] as number;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function read(bytes: Buffer, sizes: readonly number[] = [65_536]): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const some of readLines(chunksOf(bytes, sizes))) lines.push(...some);
  return lines;
}

describe('lines of an input', () => {
  it('do not depend on how the input is cut into chunks', async () => {
    const bytes = fc.array(fc.constantFrom(0x0a, 0x0d, 0x61, 0xc3, 0xff), { maxLength: 60 });
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(bytes, sizes, async (content, cuts) => {
        const input = Buffer.from(content);
        expect(await read(input, cuts)).toEqual(await read(input));
        const expected = input.toString('latin1').split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect((await read(input, cuts)).map(({ text }) => text)).toEqual(
          expected.map((line) => line.replace(/\r$/, '')),
        );
      }),
    );
  });

  it('are numbered from 1, and a last one without a line end is marked', async () => {
    expect(await read(Buffer.from('a\r\n\nb'))).toEqual([
      { number: 1, at: 1, text: 'a', tooLong: false, terminated: true },
      { number: 2, at: 2, text: '', tooLong: false, terminated: true },
      { number: 3, at: 3, text: 'b', tooLong: false, terminated: false },
    ]);
  });

  it.each([[[65_536]], [[1_000]], [[MAX_LINE_BYTES + 7]]])(
    'that are too long are cut at the same place in chunks of %j',
    async (sizes) => {
      const long = 'x'.repeat(MAX_LINE_BYTES);
      const [exact, over, far, after] = await read(
        Buffer.from(`${long}\r\n${long}y\n${long}${long}${long}\nafter\n`),
        sizes,
      );
      expect(exact).toMatchObject({ text: long, tooLong: false });
      expect(over).toMatchObject({ text: long, tooLong: true });
      expect(far).toMatchObject({ number: 3, at: 3, text: long, tooLong: true });
      expect(after).toMatchObject({ number: 4, text: 'after', tooLong: false });
    },
  );
});
