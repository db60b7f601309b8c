import fc from 'fast-check';
import { unparse } from 'papaparse';
import { MAX_LINE_BYTES, type Line } from '../lines';
import { CsvFormat } from './csv-format';
import { mappingSchema } from './mapping';

const fields = { event_type: 'a', occurred_at: 'a', anonymous_id: 'a' };

function format(delimiter = ','): CsvFormat {
  const mapping = mappingSchema.parse({ delimiter, columns: ['a'], fields });
  return new CsvFormat({ mapping, mappingFile: 'm.json', pipeline: 'clickstream', firstLine: '' });
}

async function rowsOf(text: string, cut = 7): Promise<Line[]> {
  const bytes = Buffer.from(text);
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += cut) yield bytes.subarray(at, at + cut);
  }
  const rows: Line[] = [];
  for await (const some of format().read(chunks())) rows.push(...some);
  return rows;
}

const texts = async (text: string): Promise<string[]> => (await rowsOf(text)).map((row) => row.text);

describe('rows of a CSV', () => {
  it('are those that were written, whatever their cells hold and however the input is cut', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' '), maxLength: 6 });
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 30 }), async (cells, cut) => {
        const written = cells.map((row) => unparse([row], { newline: '\n' }));
        const read = await rowsOf(`${written.join('\n')}\n`, cut);
        expect(read.map(({ text }) => text)).toEqual(written);
        expect(read.map(({ number }) => number)).toEqual(cells.map((_, index) => index + 1));
        const begins = written.map((_, index) => 1 + written.slice(0, index).join('\n').split('\n').length);
        expect(read.map(({ at }) => at)).toEqual([1, ...begins.slice(1)]);
      }),
    );
  });

  it('lose one line to a quote that nobody closes', async () => {
    const lines = ['1,ok', '2,"open', ...Array.from({ length: 9_000 }, (_, n) => `${n},plain`)];
    expect(await rowsOf(`${lines.join('\n')}\n`, 65_536)).toEqual(
      lines.map((text, index) => expect.objectContaining({ number: index + 1, at: index + 1, text })),
    );
  });

  it('lose one line to a quote that closes in the wrong place', async () => {
    expect(await texts('1,"open\n2,"x" y\n3,"z"\n')).toEqual(['1,"open', '2,"x" y', '3,"z"']);
    expect(await texts('1,"a "b" c"\n2,ok\n')).toEqual(['1,"a "b" c"', '2,ok']);
  });

  it('end with the input, also inside a quote', async () => {
    expect(await rowsOf('1,a\n2,"b\n3,c')).toEqual([
      expect.objectContaining({ text: '1,a', terminated: true }),
      expect.objectContaining({ text: '2,"b', terminated: true }),
      expect.objectContaining({ text: '3,c', terminated: false }),
    ]);
  });

  it('are no longer than an event, whatever a quote says', async () => {
    const long = `"${'x'.repeat(MAX_LINE_BYTES)}`;
    const rows = await rowsOf(`${long}\n1,"a\nb"\n`, 65_536);
    expect(rows.map(({ text, tooLong }) => [text.length, tooLong])).toEqual([
      [MAX_LINE_BYTES, true],
      [7, false],
    ]);
  });
});
