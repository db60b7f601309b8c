import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findWorkspace } from '@clickstream/config';
import { Sender, type OutgoingRecord } from '@clickstream/kafka';
import { memoryLog } from '@clickstream/kafka-testing';
import type { withSender } from '../send/with-sender';
import { requireTaken, simulate, type SimulateResult } from './command';
import { dials } from './traffic/dials';

/** As the manifest says. */
const PARTITIONS = 4;
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'simulate-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Sends to a log in memory whose records may have so many bytes. */
function taking(maxMessageBytes: number): typeof withSender {
  return async <R extends OutgoingRecord>(
    { topic, onOutcome }: Parameters<typeof withSender<R>>[0],
    stop: AbortSignal,
    work: (sender: Sender<R>) => Promise<void>,
  ) => {
    const log = memoryLog(topic, PARTITIONS);
    await work(await Sender.open<R>({ log, topic, maxMessageBytes, giveUpAfterMs: 1_000, stop, onOutcome }));
  };
}

function run(send: typeof withSender): Promise<SimulateResult> {
  const options = {
    ...{ workspace: findWorkspace(__dirname), pipeline: 'clickstream', environment: 'local', seed: 1 },
    ...{
      giveUpAfterSeconds: 1,
      amount: { events: 500, durationMs: undefined, rate: undefined },
      dials: dials({}, true),
      truth: folder,
    },
  };
  return simulate(options, new AbortController().signal, send);
}

const summary = (): string => join(folder, 'summary.json');

it('writes the ground truth when Kafka has taken every record', async () => {
  const result = await run(taking(1_000_000));
  expect(result).toMatchObject({ refused: 0, acknowledged: result.records, truth: { folder } });
  expect(() => requireTaken(result)).not.toThrow();
  expect(existsSync(summary())).toBe(true);
});

it('fails, and leaves no ground truth that looks whole, when Kafka refused a record', async () => {
  writeFileSync(summary(), '{"of":"an earlier run"}');
  const result = await run(taking(900));
  expect(result.refused).toBeGreaterThan(0);
  expect(result).toMatchObject({ acknowledged: result.records - result.refused, truth: null });
  expect(() => requireTaken(result)).toThrow(
    expect.objectContaining({ code: 'RECORDS_REFUSED', exitCode: 1 }),
  );
  expect(existsSync(summary())).toBe(false);
});

it('leaves none when the sending fails half-way', async () => {
  const broken: typeof withSender = async (task, stop, work) => {
    await taking(1_000_000)(task, stop, work);
    throw new Error('gone');
  };
  await expect(run(broken)).rejects.toThrow('gone');
  expect(existsSync(summary())).toBe(false);
});
