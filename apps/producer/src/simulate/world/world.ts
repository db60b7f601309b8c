import { Random } from './random';
import { busyness, meanBusyness } from './rhythm';
import { Timeline } from './timeline';
import { Visit, type Action } from './visit';
import { newVisitor, type Visitor } from './visitor';

export interface WorldOptions {
  readonly seed: number;
  /** Events that visitors make, all in all. */
  readonly events: number;
  /** Milliseconds over which they are spread, about. */
  readonly durationMs: number;
  /** Share of visitors, from 0 to 1. */
  readonly oldClients: number;
  readonly bots: number;
  /** Share of all events that one single visitor makes. */
  readonly hotKey: number;
}

export interface Occurrence {
  readonly visitor: Visitor;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly action: Action;
}

/** Monday, 2 March 2026, 08:00 UTC: the simulated clock is never the real one, so that truth can be known beforehand. */
export const START = Date.UTC(2026, 2, 2, 8);

/** Events of a visit on average, found by counting; only how long a simulation lasts depends on it. */
const EVENTS_PER_VISIT = 10.2;
const RETURNING = 0.45;

type Due = { readonly visitor: Visitor; readonly visit: Visit } | 'arrival' | 'hot';

/** What happens in the shop, in the order of time. */
export class World {
  private readonly random: Random;
  private readonly due = new Timeline<Due>();
  private readonly visitors: Visitor[] = [];
  private readonly hotVisitor: Visitor;
  private hotVisit: Visit;
  private readonly meanBusyness: number;
  private made = 0;

  constructor(private readonly options: WorldOptions) {
    this.random = new Random(options.seed);
    this.meanBusyness = meanBusyness(START, options.durationMs);
    this.hotVisitor = newVisitor(this.random, START, { oldClients: 0, bots: 1 });
    this.hotVisit = new Visit(this.random, true);
    this.due.add(START, 'arrival');
    if (options.hotKey > 0) this.due.add(START, 'hot');
  }

  /** How much of it has happened, from 0 to 1. */
  get share(): number {
    return this.made / this.options.events;
  }

  /** The next occurrence; undefined when all events were made. */
  next(): Occurrence | undefined {
    if (this.made === this.options.events) return undefined;
    for (;;) {
      const at = this.due.next;
      const due = this.due.take() as Due;
      const occurrence =
        due === 'arrival' ? this.arrive(at) : due === 'hot' ? this.hotEvent(at) : this.go(at, due);
      if (!occurrence) continue;
      this.made++;
      return occurrence;
    }
  }

  private arrive(at: number): undefined {
    const visitor = this.whoComes(at);
    visitor.busy = true;
    this.due.add(at, { visitor, visit: new Visit(this.random, visitor.bot) });
    const { events, durationMs, hotKey } = this.options;
    const visits = (events * (1 - hotKey)) / EVENTS_PER_VISIT;
    const pace = busyness(at) / this.meanBusyness;
    this.due.add(at + this.random.wait(durationMs / visits / pace), 'arrival');
    return undefined;
  }

  private whoComes(at: number): Visitor {
    const { random, visitors, options } = this;
    if (visitors.length > 0 && random.chance(RETURNING)) {
      const known = random.pick(visitors);
      if (!known.busy) return known;
    }
    const visitor = newVisitor(random, at, options);
    visitors.push(visitor);
    return visitor;
  }

  private go(at: number, due: { readonly visitor: Visitor; readonly visit: Visit }): Occurrence | undefined {
    const action = due.visit.next();
    if (!action) {
      due.visitor.busy = false;
      return undefined;
    }
    this.due.add(at + due.visit.pause(), due);
    return { visitor: due.visitor, at, action };
  }

  private hotEvent(at: number): Occurrence {
    const { events, durationMs, hotKey } = this.options;
    this.due.add(at + Math.max(1, this.random.wait(durationMs / (events * hotKey))), 'hot');
    let action: Action | undefined;
    while (!(action = this.hotVisit.next())) this.hotVisit = new Visit(this.random, true);
    return { visitor: this.hotVisitor, at, action };
  }
}
