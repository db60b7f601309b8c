import { AccessLogFormat } from './access-log-format';
import { NdjsonFormat } from './ndjson-format';
import { recogniseFormat } from './recognise';

async function* input(...chunks: string[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

describe('the format of an input', () => {
  it('is NDJSON for any pipeline when the first line begins with a brace', async () => {
    await expect(recogniseFormat(input('', '{}\n'), 'orders')).resolves.toBeInstanceOf(NdjsonFormat);
    await expect(recogniseFormat(input('{}\n'), 'clickstream')).resolves.toBeInstanceOf(NdjsonFormat);
  });

  it.each(['1.2.3.4 - -\n', ''])(
    'is an access log for %j, which only a pipeline with page views takes',
    async (text) => {
      await expect(recogniseFormat(input(text), 'clickstream')).resolves.toBeInstanceOf(AccessLogFormat);
      await expect(recogniseFormat(input(text), 'orders')).rejects.toMatchObject({
        code: 'NO_PAGE_VIEWS',
        exitCode: 2,
      });
    },
  );
});
