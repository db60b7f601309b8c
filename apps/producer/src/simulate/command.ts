import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { progressLine, type ProgressLine } from '@clickstream/cli';
import { PlatformError } from '@clickstream/errors';
import { partitionOf, systemClock, type Outcome } from '@clickstream/kafka';
import { findPipeline, type PipelineManifest } from '@clickstream/pipeline';
import { clickstream } from '@clickstream/pipeline-clickstream';
import { PositionFile } from '../send/position';
import { Settled } from '../send/settled';
import { withSender } from '../send/with-sender';
import { amountOf, requirePossible, type Amount } from './plan';
import { FAULTS, type Dials } from './traffic/dials';
import type { TrafficRecord } from './traffic/record';
import { Traffic } from './traffic/traffic';
import { TrafficFile } from './traffic-file';
import { Truth } from './truth/truth';

export interface SimulateOptions {
  readonly workspace: string;
  readonly pipeline: string;
  readonly environment: string;
  readonly topic?: string;
  readonly giveUpAfterSeconds: number;
  readonly amount: Amount;
  readonly seed: number;
  readonly dials: Dials;
  /** Simulated seconds a real second; absent: as fast as it goes. */
  readonly speed?: number;
  /** File for the records, instead of Kafka. */
  readonly out?: string;
  /** Folder for the ground truth. */
  readonly truth?: string;
  /** File that says how far it is. */
  readonly position?: string;
}

/** What `producer simulate --json` prints. */
export const simulateResultSchema = z.strictObject({
  target: z.string().describe('The topic, or the file.'),
  seed: z.int(),
  events: z.int().describe('Events that visitors made.'),
  records: z.int().describe('Records made of them: copies come on top.'),
  skipped: z.int().describe('Records that an earlier run had sent, by the position file.'),
  acknowledged: z.int().describe('Records that all replicas in sync have, or that are in the file.'),
  refused: z.int().describe('Records that Kafka did not take.'),
  truth: z
    .strictObject({
      folder: z.string(),
      fates: z.record(z.string(), z.int()).describe('Records by fate; those set aside by their kind.'),
    })
    .nullable(),
  seconds: z.number(),
});

export type SimulateResult = z.infer<typeof simulateResultSchema>;

/**
 * Simulates visitors of a shop, and sends what they do. When `stop` fires it returns what was done until then, with
 * nothing in flight and without a ground truth; nor is there one when Kafka refused a record, for then its places are wrong.
 *
 * @param send How records reach Kafka.
 * @throws PlatformError of the options, the configuration, Kafka or the position file; see the parts.
 */
export async function simulate(
  options: SimulateOptions,
  stop: AbortSignal,
  send: typeof withSender = withSender,
): Promise<SimulateResult> {
  const { manifest } = findPipeline(options.workspace, options.pipeline);
  if (manifest.name !== clickstream.pipeline) throw noShop(manifest.name);
  requirePossible(options.dials, FAULTS);
  const start = performance.now();
  const simulation = new Simulation(options, manifest, stop);
  if (options.out) await simulation.toFile(options.out);
  else await simulation.toKafka(send);
  return { ...simulation.result(), seconds: Math.round(performance.now() - start) / 1000 };
}

/** @throws PlatformError RECORDS_REFUSED when Kafka did not take a record that was made. */
export function requireTaken({ refused, records, target }: SimulateResult): void {
  if (refused === 0) return;
  throw new PlatformError({
    code: 'RECORDS_REFUSED',
    message: `Kafka refused ${refused} of ${records} records, so there is no ground truth`,
    where: target,
    next: 'let the topic take larger records (max.message.bytes; producer topics plan), and send to an empty topic',
  });
}

/** One simulation on its way to a file or to Kafka. */
class Simulation {
  private readonly traffic: Traffic;
  private readonly amount: { events: number; durationMs: number };
  private readonly truth: Truth | undefined;
  private readonly progress: ProgressLine;
  private readonly topic: string;
  private counts = { records: 0, skipped: 0, acknowledged: 0, refused: 0 };
  private fates: Record<string, number> | undefined;

  constructor(
    private readonly options: SimulateOptions,
    private readonly manifest: PipelineManifest,
    private readonly stop: AbortSignal,
  ) {
    const { seed, dials } = options;
    const { topic, time, name } = manifest;
    this.topic = options.topic ?? name;
    this.amount = amountOf(options.amount);
    this.traffic = new Traffic({
      seed,
      dials,
      ...this.amount,
      ...time,
      partitions: topic.partitions,
      partitionOf,
    });
    this.truth = options.truth
      ? new Truth(options.truth, { pipeline: name, sessionGapMs: time.sessionGapMs })
      : undefined;
    const expected = (): number => Math.round(this.counts.records / this.traffic.share);
    this.progress = progressLine(options.out ? 'written' : 'acknowledged', expected);
  }

  async toFile(path: string): Promise<void> {
    const file = new TrafficFile(path);
    for (let record = this.next(); record; record = this.next()) {
      file.add(record);
      this.counts.acknowledged++;
      if (record.number % 4_096 > 0) continue;
      this.progress.update(this.counts.acknowledged);
      await setImmediate(); // a signal is heard between two turns of the event loop only
    }
    file.close();
    this.progress.finish(this.counts.acknowledged);
    this.finishTruth();
  }

  async toKafka(send: typeof withSender): Promise<void> {
    const { options, manifest, topic, stop } = this;
    const position = options.position ? PositionFile.open(options.position, this.identity()) : undefined;
    const settled = new Settled(position?.start);
    const onOutcome = ({ number }: TrafficRecord, { kind }: Outcome): void => {
      this.counts[kind]++;
      // The next run with this position makes up for a record that was refused.
      if (kind === 'refused') return;
      settled.add(number);
      position?.update(settled.count);
    };
    const { maxMessageBytes } = manifest.topic;
    const task = { ...options, clientId: 'producer-simulate', topic, maxMessageBytes, onOutcome };
    try {
      await send<TrafficRecord>(task, stop, async (sender) => {
        if (sender.partitions !== manifest.topic.partitions)
          throw partitionsDiffer(topic, sender.partitions, manifest);
        const pace = new Pace(options.speed, stop);
        for (let record = this.next(); record; record = this.next()) {
          if (record.number < settled.count || record.number < (position?.start ?? 0)) {
            this.counts.skipped++;
            continue;
          }
          await pace.until(record.draft.receivedAt);
          const full = sender.add(record);
          if (full) await full;
          if (record.number % 256 > 0) continue;
          this.progress.update(this.counts.acknowledged);
          await setImmediate(); // what was added leaves while the next is made, and a signal is heard
        }
        await sender.flush();
      });
    } finally {
      position?.save(settled.count);
      this.progress.finish(this.counts.acknowledged);
    }
    this.finishTruth();
  }

  result(): Omit<SimulateResult, 'seconds'> {
    const { options, amount, counts, fates } = this;
    const truth = options.truth && fates ? { folder: options.truth, fates } : null;
    return { target: options.out ?? this.topic, seed: options.seed, events: amount.events, ...counts, truth };
  }

  private next(): TrafficRecord | undefined {
    if (this.stop.aborted) return undefined;
    const record = this.traffic.next();
    if (record) {
      this.counts.records++;
      this.truth?.add(record);
    }
    return record;
  }

  private finishTruth(): void {
    if (this.stop.aborted || this.counts.refused > 0) return;
    this.fates = this.truth && { ...this.truth.finish(this.identity()).fates };
  }

  private identity(): Readonly<Record<string, unknown>> {
    const { seed, dials } = this.options;
    return { pipeline: this.manifest.name, topic: this.topic, seed, ...this.amount, dials };
  }
}

/** Lets simulated time pass as fast as was asked for. */
class Pace {
  private begun: { readonly real: number; readonly simulated: number } | undefined;

  constructor(
    private readonly speed: number | undefined,
    private readonly stop: AbortSignal,
  ) {}

  /** Waits until a simulated moment has come. */
  async until(simulated: number): Promise<void> {
    if (this.speed === undefined) return;
    this.begun ??= { real: systemClock.now(), simulated };
    const due = this.begun.real + (simulated - this.begun.simulated) / this.speed;
    for (let left = due - systemClock.now(); left > 1 && !this.stop.aborted; left = due - systemClock.now())
      await systemClock.sleep(Math.min(left, 250));
  }
}

function noShop(pipeline: string): PlatformError {
  return new PlatformError({
    code: 'NO_SHOP',
    message: `the simulated visitors make the events of "${clickstream.pipeline}", not of "${pipeline}"`,
    next: `use --pipeline ${clickstream.pipeline}, or import events of ${pipeline}`,
    exitCode: 2,
  });
}

function partitionsDiffer(
  topic: string,
  actual: number,
  { topic: { partitions } }: PipelineManifest,
): PlatformError {
  return new PlatformError({
    code: 'PARTITIONS_DIFFER',
    message: `the topic has ${actual} partitions, its manifest says ${partitions}, and the truth depends on it`,
    where: topic,
    next: 'producer topics apply',
    exitCode: 2,
  });
}
