import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sender } from '@clickstream/kafka';
import { memoryLog } from '@clickstream/kafka-testing';
import { FileImport, type LineRecord } from '../import-file';
import { CsvFormat } from './csv-format';
import { mappingSchema, readMapping } from './mapping';

const SAMPLES = join(__dirname, '..', '..', '..', 'samples');
const MAPPING = {
  fields: {
    event_type: { value: 'search' },
    occurred_at: { column: 'time', as: 'time' },
    anonymous_id: 'visitor',
    'page.url': 'url',
    'page.path': 'url',
    'properties.search_term': 'term',
  },
};
const HEADER = 'time,visitor,url,term';
const row = (n: number, term = 'hat'): string => `2026-03-02T08:00:00.00${n}Z,a-${n},/search,${term}`;

function csvFormat(firstLine: string, given: object = MAPPING, pipeline = 'clickstream'): CsvFormat {
  return new CsvFormat({ mapping: mappingSchema.parse(given), mappingFile: 'm.json', pipeline, firstLine });
}

async function run(format: CsvFormat, input: AsyncIterable<Buffer>, start = 0) {
  const log = memoryLog('clickstream', 1);
  const job = new FileImport(format, start);
  const task = { log, topic: 'clickstream', maxMessageBytes: 1_048_576, giveUpAfterMs: 1_000 };
  const sender = await Sender.open<LineRecord>({ ...task, onOutcome: job.onOutcome });
  await job.run(input, sender, new AbortController().signal, () => undefined);
  const [records = []] = log.partitions;
  return { job, records, events: records.map(({ value }) => JSON.parse(String(value))) };
}

async function* text(...lines: string[]): AsyncGenerator<Buffer> {
  yield Buffer.from(lines.map((line) => `${line}\n`).join(''));
}

describe('a CSV', () => {
  it('becomes events, field by field as its mapping says', async () => {
    const file = join(SAMPLES, 'orders.csv');
    const [firstLine = ''] = readFileSync(file, 'latin1').split('\n');
    const mapping = readMapping(join(SAMPLES, 'orders.mapping.json'));
    const format = csvFormat(firstLine, mapping);
    const { events, records, job } = await run(format, createReadStream(file));
    expect(events).toEqual([
      {
        event_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        event_type: 'purchase',
        schema_version: '1.1.0',
        occurred_at: '2026-03-02T08:00:00.000Z',
        sent_at: '2026-03-02T08:00:00.000Z',
        anonymous_id: 'a-17',
        user_id: 'u-4',
        page: { url: 'https://shop.example.com/thanks', path: '/' },
        context: {},
        properties: { transaction_id: 'T_1001', currency: 'EUR', value: '29.90', items: [] },
      },
      expect.objectContaining({ anonymous_id: 'a-18' }),
      expect.objectContaining({ event_type: 'view_item', anonymous_id: 'a-19' }),
    ]);
    expect(records[0]).toMatchObject({ key: 'a-17', headers: { received_at: '1772438400000' } });
    expect(job.counts).toMatchObject({
      lines: 4,
      malformed: [{ line: 6, reason: 'occurred_at: "02.03.2026 09:02" is no time like 2026-03-02 08:00:00' }],
    });
  });

  it('has its wrong rows refused one by one, with the line and the reason', async () => {
    const bad = Buffer.from(`${row(9, 'x?')}\n`);
    bad[bad.indexOf('?')] = 0xff;
    async function* input(): AsyncGenerator<Buffer> {
      yield* text(
        HEADER,
        row(1),
        '',
        row(2, '"a\nb"'),
        row(3, '"open'),
        row(4, '5" screen'),
        row(5, '"x" y'),
      );
      yield* text(row(6, 'too,many'), row(7, '""'), row(8).replace('a-8', ''));
      yield bad;
    }
    const { events, job } = await run(csvFormat(HEADER), input());
    expect(events.map(({ properties }) => properties.search_term)).toEqual(['hat', 'a\nb', '5" screen']);
    expect(job.counts.malformed).toEqual([
      { line: 3, reason: '1 cells for 4 columns' },
      { line: 6, reason: 'a quote is opened and not closed' },
      { line: 8, reason: 'a quote inside a quoted cell is not doubled' },
      { line: 9, reason: '5 cells for 4 columns' },
      { line: 10, reason: expect.stringMatching(/^missing_field at \$\.properties\.search_term: /) },
      { line: 11, reason: 'no anonymous_id' },
      { line: 12, reason: 'not valid UTF-8' },
    ]);
  });

  it('sends what is late: that is for the stream to set aside', async () => {
    const fields = { ...MAPPING.fields, sent_at: { value: '2026-03-09T00:00:00.000Z' } };
    const { job } = await run(csvFormat(HEADER, { fields }), text(HEADER, row(1)));
    expect(job.counts).toMatchObject({ acknowledged: 1, malformedLines: 0 });
  });

  it('may have no header, a byte order mark, ids of its own, and constants', async () => {
    const fields = { ...MAPPING.fields, event_id: 'id', 'context.locale': { value: 'de-DE' } };
    const id = '0196ddb4-3c2e-7b61-9f0a-5a1d6c0f4e2b';
    const columns = ['time', 'visitor', 'url', 'term', 'id'];
    const bare = await run(csvFormat('', { columns, fields }), text(`${row(1)},${id}`));
    expect(bare.events).toMatchObject([{ event_id: id, context: { locale: 'de-DE' } }]);
    const marked = `\u00ef\u00bb\u00bf${HEADER},id`;
    const named = await run(csvFormat(marked, { fields }), text(marked, `${row(1)},${id}`));
    expect(named.events).toEqual(bare.events);
  });

  it('has the same event ids each time, and going on sends exactly the rest', async () => {
    const lines = [HEADER, row(1), row(2, '"a\nb"'), 'wrong', row(3), row(3)];
    const whole = await run(csvFormat(HEADER), text(...lines));
    expect(new Set(whole.events.map((event) => event.event_id)).size).toBe(4);
    for (let start = 0; start <= 5; start++) {
      const rest = await run(csvFormat(HEADER), text(...lines), start);
      expect(rest.events).toEqual(
        start === 0 ? whole.events : whole.events.slice(start > 2 ? start - 1 : start),
      );
      expect(rest.job.done).toBe(5);
    }
  });

  it.each([
    [
      'time,visitor,url',
      MAPPING,
      'clickstream',
      'there is no column "term"; the file has: time, visitor, url',
    ],
    [`${HEADER},url`, MAPPING, 'clickstream', 'there is more than one column "url"'],
    [HEADER, MAPPING, 'orders', 'schema_version is missing'],
  ])('with the header %s is refused before anything is sent', (header, mapping, pipeline, message) => {
    expect(() => csvFormat(header, mapping, pipeline)).toThrow(
      expect.objectContaining({ code: 'BAD_MAPPING', message: expect.stringContaining(message) }),
    );
  });

  it('of another pipeline is not judged here', async () => {
    const fields = { ...MAPPING.fields, schema_version: { value: '1.0.0' }, 'properties.total': 'term' };
    const { events } = await run(csvFormat(HEADER, { fields }, 'orders'), text(HEADER, row(1)));
    expect(events).toMatchObject([{ schema_version: '1.0.0', properties: { total: 'hat' } }]);
  });
});
