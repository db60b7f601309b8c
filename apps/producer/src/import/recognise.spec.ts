import { AccessLogFormat } from './access-log-format';
import { NdjsonFormat } from './ndjson-format';
import { firstLinesOf, recogniseFormat } from './recognise';

async function* input(...chunks: string[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

describe('the format of an input', () => {
  it('is NDJSON for any pipeline when the first line begins with a brace', () => {
    expect(recogniseFormat('{}', 'orders')).toBeInstanceOf(NdjsonFormat);
    expect(recogniseFormat('{}', 'clickstream')).toBeInstanceOf(NdjsonFormat);
  });

  it.each(['1.2.3.4 - -', ''])(
    'is an access log for %j, which only a pipeline with page views takes',
    (line) => {
      expect(recogniseFormat(line, 'clickstream')).toBeInstanceOf(AccessLogFormat);
      expect(() => recogniseFormat(line, 'orders')).toThrow(
        expect.objectContaining({ code: 'NO_PAGE_VIEWS' }),
      );
    },
  );

  it('is seen in the first lines, however the input is cut', async () => {
    const cut = () => input('', '{', '}\n{"b":', '1}\n{}\n');
    await expect(firstLinesOf(cut(), 1)).resolves.toEqual(['{}']);
    await expect(firstLinesOf(cut(), 2)).resolves.toEqual(['{}', '{"b":1}']);
    await expect(firstLinesOf(input('{}'), 2)).resolves.toEqual(['{}']);
    await expect(firstLinesOf(input(), 1)).resolves.toEqual([]);
  });
});
