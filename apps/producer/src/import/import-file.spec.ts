import { join } from 'node:path';
import { Sender, type OutgoingRecord } from '@clickstream/kafka';
import { memoryLog, type MemoryLog } from '@clickstream/kafka-testing';
import type { LineFormat } from './line-format';
import { FileImport, type ImportCounts, type LineRecord } from './import-file';
import { AccessLogFormat } from './access-log-format';
import { openInput } from './open-input';

const SAMPLE = join(__dirname, '..', '..', 'samples', 'access.log.gz');
const GOOD =
  '83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET /blog?page=2 HTTP/1.1" 200 5 "-" "Mozilla/5.0"';

async function* textInput(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text, 'latin1');
}

async function run(
  input: AsyncIterable<Buffer>,
  {
    stop = new AbortController().signal,
    maxMessageBytes = 1_048_576,
    format = new AccessLogFormat() as LineFormat,
  } = {},
): Promise<{ counts: ImportCounts; log: MemoryLog }> {
  const log = memoryLog('clickstream', 4);
  const job = new FileImport(format);
  const sender = await Sender.open<LineRecord>({
    log,
    topic: 'clickstream',
    maxMessageBytes,
    giveUpAfterMs: 1_000,
    onOutcome: job.onOutcome,
  });
  await job.run(input, sender, stop, () => undefined);
  return { counts: job.counts, log };
}

const values = (log: MemoryLog): Record<string, unknown>[] =>
  log.partitions.flat().map(({ value }) => JSON.parse(String(value)) as Record<string, unknown>);

describe('an import', () => {
  it('makes a page view of a request', async () => {
    const { log } = await run(textInput(`${GOOD}\n`));
    const [record] = log.partitions.flat() as [OutgoingRecord];
    expect(JSON.parse(String(record.value))).toEqual({
      event_id: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
      event_type: 'page_view',
      schema_version: '1.1.0',
      occurred_at: '2015-05-17T10:05:03.000Z',
      sent_at: '2015-05-17T10:05:03.000Z',
      anonymous_id: record.key,
      page: { url: '/blog?page=2', path: '/blog' },
      context: { user_agent: 'Mozilla/5.0', ip: '83.149.9.216' },
      properties: { method: 'GET', status: 200, bytes: 5 },
    });
    expect(record.headers).toEqual({ received_at: String(Date.UTC(2015, 4, 17, 10, 5, 3)) });
  });

  it.each([
    ['http://example.com/a/b?c#d', '/a/b'],
    ['http://example.com', '/'],
    ['/?q=1', '/'],
    ['*', '*'],
  ])('finds the path of target %s', async (target, path) => {
    const { log } = await run(textInput(`${GOOD.replace('/blog?page=2', target)}\n`));
    expect(values(log)[0]).toMatchObject({ page: { url: target, path } });
  });

  it.each(['crawler.example.net', 'fe80::1%eth0'])(
    'sends no address for a client that is logged as %s',
    async (name) => {
      const { log } = await run(textInput(`${GOOD.replace('83.149.9.216', name)}\n`));
      expect(values(log)[0]?.['context']).toEqual({ user_agent: 'Mozilla/5.0' });
    },
  );

  it('counts every line once: as an event or as malformed, with its number and reason', async () => {
    const lines = [
      GOOD,
      'rubbish',
      GOOD.replace('GET', 'M-SEARCH'),
      `${GOOD}${'x'.repeat(70_000)}`,
      GOOD.replace('/blog', String.raw`/\x00`),
      GOOD.replace('/blog', `/${'x'.repeat(5_000)}`),
      GOOD.slice(0, -1),
      GOOD,
      GOOD.slice(0, -1),
    ];
    const { counts, log } = await run(textInput(lines.join('\n')));
    expect(counts).toMatchObject({ lines: 9, events: 3, acknowledged: 3, malformedLines: 6 });
    expect(counts.malformed).toEqual([
      { line: 2, reason: 'no address at column 1' },
      { line: 3, reason: expect.stringMatching(/^invalid_\w+ at \$\.properties\.method: /) },
      { line: 4, reason: 'the line is longer than 65536 bytes' },
      { line: 5, reason: 'malformed_json at $: a lone surrogate or a NUL character' },
      { line: 6, reason: expect.stringContaining(' at $.page.url: ') },
      { line: 9, reason: 'the file ends inside the line' },
    ]);
    expect(log.partitions.flat()).toHaveLength(3);
  });

  it('counts a record that Kafka would refuse for its size as malformed', async () => {
    const { counts } = await run(textInput(`${GOOD}\n`), { maxMessageBytes: 200 });
    expect(counts).toMatchObject({ lines: 1, events: 0, acknowledged: 0, malformedLines: 1 });
    expect(counts.malformed[0]?.reason).toMatch(/the topic takes 200$/);
  });

  it('sends every request of the sample, each visitor under one key', async () => {
    const { counts, log } = await run(openInput(SAMPLE));
    expect(counts).toEqual({
      lines: 10_000,
      skipped: 0,
      events: 10_000,
      acknowledged: 10_000,
      malformedLines: 0,
      malformed: [],
    });
    const events = values(log);
    expect(new Set(events.map((event) => event['event_id'])).size).toBe(10_000);
    expect(new Set(events.map((event) => event['anonymous_id'])).size).toBe(1_753);
  }, 60_000);

  it('sends the very same records a second time', async () => {
    const lines = [GOOD, 'rubbish', GOOD, GOOD.replace('83.149.9.216', '1.2.3.4')].join('\n');
    const [first, second] = [await run(textInput(lines)), await run(textInput(lines))];
    expect(second.log.partitions).toEqual(first.log.partitions);
    expect(new Set(values(first.log).map((event) => event['event_id'])).size).toBe(3);
  });

  it('that is stopped leaves nothing in flight and counts what was acknowledged', async () => {
    const stop = new AbortController();
    async function* endless(): AsyncGenerator<Buffer> {
      for (let chunk = 0; ; chunk++) {
        if (chunk === 3) stop.abort();
        yield Buffer.from(`${GOOD}\n`.repeat(100));
      }
    }
    const { counts, log } = await run(endless(), { stop: stop.signal });
    expect(counts).toMatchObject({ lines: 300, events: 300, acknowledged: 300 });
    expect(log.partitions.flat()).toHaveLength(300);
  });

  it('of a damaged file still delivers what was read before the damage', async () => {
    const broken = new Error('damaged');
    async function* cut(): AsyncGenerator<Buffer> {
      yield Buffer.from(`${GOOD}\n`);
      throw broken;
    }
    const log = memoryLog('clickstream', 4);
    const job = new FileImport(new AccessLogFormat());
    const options = {
      log,
      topic: 'clickstream',
      maxMessageBytes: 10_000,
      giveUpAfterMs: 1,
      onOutcome: job.onOutcome,
    };
    const sender = await Sender.open<LineRecord>(options);
    await expect(job.run(cut(), sender, new AbortController().signal, () => undefined)).rejects.toBe(broken);
    expect(job.counts.acknowledged).toBe(1);
  });
});

describe('an import that goes on', () => {
  const lines = [GOOD, 'rubbish', GOOD, GOOD.replace('83.149.9.216', '1.2.3.4')].map((line) => `${line}\n`);

  async function resumed(text: string, start: number) {
    const log = memoryLog('clickstream', 4);
    const settled: number[] = [];
    const job = new FileImport(new AccessLogFormat(), start, { onSettled: (count) => settled.push(count) });
    const sender = await Sender.open<LineRecord>({
      log,
      topic: 'clickstream',
      maxMessageBytes: 10_000,
      giveUpAfterMs: 1,
      onOutcome: job.onOutcome,
    });
    await job.run(textInput(text), sender, new AbortController().signal, () => undefined);
    return { job, values: values(log), last: settled.at(-1) };
  }

  it('sends exactly the rest, with the ids that it would have had', async () => {
    const whole = await resumed(lines.join(''), 0);
    expect(whole.last).toBe(4);
    for (let start = 0; start <= 4; start++) {
      const rest = await resumed(lines.join(''), start);
      const ids = (some: Record<string, unknown>[]) => some.map((event) => event['event_id']).sort();
      const sentBefore = lines.slice(0, start).filter((line) => line !== 'rubbish\n').length;
      expect(rest.job.counts).toMatchObject({ lines: 4, skipped: start, events: 3 - sentBefore });
      expect(ids(whole.values)).toEqual(expect.arrayContaining(ids(rest.values)));
      expect(rest.job.done).toBe(4);
    }
  });

  it('looks again at a last line that may still be in the making', async () => {
    const cut = await resumed(lines.join('').slice(0, -20), 0);
    expect(cut.job.done).toBe(3);
    const grown = await resumed(lines.join(''), cut.job.done);
    expect(grown.job.counts).toMatchObject({ skipped: 3, events: 1, acknowledged: 1 });
  });
});
