import { Random } from '../world/random';
import { Timeline } from '../world/timeline';
import { uuidAt } from '../world/visitor';
import { World, type Occurrence, type WorldOptions } from '../world/world';
import { DAMAGES } from './damage';
import { faultOf, type Dials, type Fault } from './dials';
import { documentOf, textOf, type Draft } from './document';
import type { Fate, TrafficRecord } from './record';

export interface TrafficOptions extends Pick<WorldOptions, 'seed' | 'events' | 'durationMs'> {
  readonly dials: Dials;
  readonly partitions: number;
  /** Which partition a key belongs to. */
  readonly partitionOf: (key: string, partitions: number) => number;
  readonly latenessMs: number;
  readonly futureMs: number;
}

type Copy = 'exact' | 'resent' | 'conflict' | 'elsewhere';

/** What is on its way to us; `of` is there when it was here before. */
interface Arrival {
  readonly draft: Draft;
  readonly fault: Fault | undefined;
  readonly of?: TrafficRecord;
}

const HOUR = 3_600_000;
const TEN_MINUTES = 600_000;

/** What reaches our ingestion edge, in the order in which it does, with everything that goes wrong on the way. */
export class Traffic {
  private readonly random: Random;
  private readonly world: World;
  private readonly arrivals = new Timeline<Arrival>();
  private readonly ordinals: number[];
  private readonly partitions = new Map<string, number>();
  /** Every occurrence up to this moment is on its way. */
  private seen = 0;
  private number = 0;
  /** Longest delay on the way: far below the lateness, so that what is held back is not late by accident. */
  private readonly longest: number;

  constructor(private readonly options: TrafficOptions) {
    const { seed, dials, partitions, latenessMs } = options;
    this.random = new Random(seed ^ 0x5eed);
    this.ordinals = Array<number>(partitions).fill(0);
    this.longest = Math.min(TEN_MINUTES, Math.floor(latenessMs / 4));
    const { 'old-clients': oldClients, 'hot-key': hotKey, bots } = dials;
    this.world = new World({ ...options, oldClients, hotKey, bots });
  }

  /** How much of it was made, about, from 0 to 1. */
  get share(): number {
    return this.world.share;
  }

  /** The next record; undefined at the end. */
  next(): TrafficRecord | undefined {
    while (this.arrivals.next > this.seen) {
      const occurrence = this.world.next();
      if (occurrence) this.depart(occurrence);
      this.seen = occurrence ? occurrence.at : Infinity;
    }
    const arrival = this.arrivals.take();
    if (!arrival) return undefined;
    return arrival.of ? this.again(arrival, arrival.of) : this.first(arrival);
  }

  private depart({ visitor, at, action }: Occurrence): void {
    const { random, options } = this;
    const fault = faultOf(options.dials, random.unit());
    const held = random.chance(options.dials.disorder) ? this.delay(60_000) : 0;
    const sentAt = at + held + 5 + random.below(200);
    const receivedAt = sentAt + 10 + random.below(300);
    const occurredAt = this.clientClock(fault, at, receivedAt);
    const draft = { visitor, action, eventId: uuidAt(at, random), occurredAt, sentAt, receivedAt, seq: 0 };
    this.arrivals.add(receivedAt, { draft, fault });
  }

  /** When the client says it happened. */
  private clientClock(fault: Fault | undefined, at: number, receivedAt: number): number {
    const { random } = this;
    const { latenessMs, futureMs } = this.options;
    if (fault === 'late') return receivedAt - latenessMs - 1 - random.wait(random.chance(0.3) ? 1 : 5 * HOUR);
    if (fault === 'future') return receivedAt + futureMs + 1 + random.wait(random.chance(0.3) ? 1 : 5 * HOUR);
    if (fault === 'edge') return random.chance(0.5) ? receivedAt - latenessMs : receivedAt + futureMs;
    return at;
  }

  private delay(mean: number): number {
    return Math.min(this.random.wait(mean), this.longest);
  }

  private first({ draft, fault }: Arrival): TrafficRecord {
    // Numbered as they leave, so that the order in Kafka can be seen; what happened may be in another order.
    draft.seq = ++draft.visitor.sent;
    if (fault === 'malformed') {
      const { kind, path, apply } = this.random.pick(DAMAGES);
      return this.record(draft, apply(documentOf(draft)), { fate: 'set_aside', kind, path });
    }
    const record = this.record(draft, textOf(draft), fateOfClock(fault));
    if (isCopy(fault)) {
      const receivedAt = draft.receivedAt + 1 + this.delay(90_000);
      this.arrivals.add(receivedAt, { draft: { ...draft, receivedAt }, fault, of: record });
    }
    return record;
  }

  private again({ draft, fault }: Arrival, of: TrafficRecord): TrafficRecord {
    const fate = (name: 'duplicate' | 'id_conflict', exchangeable = false): Fate => ({
      fate: name,
      of: of.number,
      exchangeable,
    });
    switch (fault as Copy) {
      case 'exact':
        return this.record(draft, of.value, fate('duplicate'));
      case 'resent': {
        const resent = { ...draft, sentAt: draft.receivedAt - 1 };
        return this.record(resent, textOf(resent), fate('duplicate'));
      }
      case 'conflict': {
        const document = documentOf(draft);
        document.page['title'] = 'Another title';
        return this.record(draft, JSON.stringify(document), fate('id_conflict'));
      }
      case 'elsewhere': {
        // With the same time of receipt, too: the row in events is the same, whichever of the two is kept.
        const { receivedAt } = of.draft;
        const partition = (of.partition + 1) % this.options.partitions;
        const exchangeable = partition !== of.partition;
        return this.record({ ...draft, receivedAt }, of.value, fate('duplicate', exchangeable), partition);
      }
    }
  }

  private record(draft: Draft, value: string | Buffer, fate: Fate, elsewhere?: number): TrafficRecord {
    const key = draft.visitor.id;
    const partition = elsewhere ?? this.partitionOf(key);
    const number = this.number++;
    const ordinal = this.ordinals[partition] as number;
    this.ordinals[partition] = ordinal + 1;
    const headers = { received_at: String(draft.receivedAt), record: String(number) };
    return { number, partition, ordinal, key, value, headers, draft, fate };
  }

  private partitionOf(key: string): number {
    let partition = this.partitions.get(key);
    if (partition === undefined) {
      partition = this.options.partitionOf(key, this.options.partitions);
      this.partitions.set(key, partition);
    }
    return partition;
  }
}

const COPIES: ReadonlySet<Fault | undefined> = new Set<Copy>(['exact', 'resent', 'conflict', 'elsewhere']);
const isCopy = (fault: Fault | undefined): fault is Copy => COPIES.has(fault);

const CURATED: Fate = { fate: 'curated' };

function fateOfClock(fault: Fault | undefined): Fate {
  if (fault === 'late') return { fate: 'set_aside', kind: 'late', path: '$.occurred_at' };
  if (fault === 'future') return { fate: 'set_aside', kind: 'event_in_future', path: '$.occurred_at' };
  return CURATED;
}
