import { askingLog, judgeGaps, type AskLog } from './gaps';
import { NOTHING_VERIFIED } from './verified';
import { Findings } from './verdict';

const range = (from: number, to: number) => ({ partition: 0, from, to });
const never: AskLog = () => Promise.reject(new Error('asked'));

it('does not ask the log what an earlier run has found out', async () => {
  const findings = new Findings();
  const verified = { ranges: [range(0, 10)], notRecords: [range(4, 6)] };
  expect(await judgeGaps([range(4, 6)], verified, never, findings)).toEqual([range(4, 6)]);
  expect(findings.clean).toBe(true);
});

it('knows that a record is lost which an earlier run has seen, whatever the log still holds', async () => {
  const findings = new Findings();
  const verified = { ranges: [range(0, 10)], notRecords: [range(4, 6)] };
  expect(await judgeGaps([range(3, 6)], verified, never, findings)).toEqual([range(4, 6)]);
  expect(findings.first).toMatchObject([{ kind: 'lost', table: 'raw', at: '0/3' }]);
});

it('tells lost records, records that nobody can see any more, and offsets without a record', async () => {
  const findings = new Findings();
  const asked: unknown[] = [];
  const log: AskLog = (gaps) => {
    asked.push(gaps);
    return Promise.resolve({ records: [7], earliest: 3 });
  };
  expect(await judgeGaps([range(0, 5), range(6, 9)], NOTHING_VERIFIED, log, findings)).toEqual([
    range(3, 5),
    range(6, 7),
    range(8, 9),
  ]);
  expect(asked).toEqual([[range(0, 5), range(6, 9)]]);
  expect(findings.byKind).toEqual({ lost: 1, unverifiable: 3 });
  expect(findings.first).toMatchObject([
    { kind: 'lost', at: '0/7' },
    { kind: 'unverifiable', at: '0/0' },
  ]);
});

it('reads of the log only what it still holds', async () => {
  const read: unknown[] = [];
  const log = {
    records: (_topic: string, spans: unknown) => Promise.resolve(read.push(spans) > 0 ? [5] : []),
    bounds: never as never,
    close: () => Promise.resolve(),
  };
  const ask = askingLog(log, 'clicks', new Map([[0, { earliest: 4, next: 8 }]]));
  expect(await ask([range(2, 6)])).toEqual({ records: [5], earliest: 4 });
  expect(await ask([range(0, 4)])).toEqual({ records: [], earliest: 4 });
  expect(read).toEqual([[range(4, 6)]]);
});
