import { z } from 'zod';
import { fieldsOf } from './builder';
import { contentHashOf } from './canonical';
import { decode, type Decoded } from './decode';
import { refuse } from './refuse';
import type { EventModel } from './rule';
import { millisOf, validatorOf, type Validator } from './validator';
import { DETAIL, refused, type Verdict } from './verdict';

type Shape = Record<string, z.ZodType>;

/** Fields of the envelope that the framework itself relies on. */
export interface EnvelopeShape extends Shape {
  event_id: z.ZodString;
  event_type: z.ZodString;
  schema_version: z.ZodString;
  occurred_at: z.ZodString;
  sent_at: z.ZodString;
}

export interface EventDefinition<N extends string, T> {
  readonly name: N;
  readonly model: EventModel;
  /** The zod type of the whole event, also for use on its own. */
  readonly type: z.ZodType<T>;
}

type EventType<N extends string, E extends EnvelopeShape, P extends Shape> = Omit<
  z.infer<z.ZodObject<E>>,
  'event_type'
> & { event_type: N; properties: z.infer<z.ZodObject<P>> };

/** One version of one event: the envelope and its own properties. */
export function defineEvent<const N extends string, E extends EnvelopeShape, P extends Shape>(definition: {
  name: N;
  version: string;
  doc: string;
  envelope: E;
  properties: z.ZodObject<P>;
}): EventDefinition<N, EventType<N, E, P>> {
  const { name, version, doc, envelope, properties } = definition;
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    throw refuse(`version "${version}" is no semantic version`, name, 'write it like 1.0.0');
  }
  const shape = { ...envelope, properties };
  return {
    name,
    model: { event: name, version, doc, fields: fieldsOf(shape) },
    type: z.strictObject(shape) as unknown as z.ZodType<EventType<N, E, P>>,
  };
}

export interface TimeRules {
  readonly latenessMs: number;
  readonly futureMs: number;
  readonly dedupHorizonMs: number;
  readonly sessionGapMs: number;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any event of any type is a member of the list
type AnyEvent = EventDefinition<string, any>;
type EventOf<D extends AnyEvent> = D extends EventDefinition<string, infer T> ? T : never;
type NamedEvent<D extends AnyEvent, N extends string> = Extract<EventOf<D>, { event_type: N }>;

/** The contract of one pipeline: what may be in its topic and what becomes of it. */
export class PipelineContract<D extends AnyEvent = AnyEvent> {
  private readonly byName: ReadonlyMap<string, { model: EventModel; validate: Validator }>;

  constructor(
    readonly pipeline: string,
    readonly time: TimeRules,
    readonly events: readonly D[],
  ) {
    this.byName = new Map(
      events.map(({ name, model }) => [name, { model, validate: validatorOf(model.fields) }]),
    );
  }

  /** An event of the current version; its type is checked by the compiler, its rules by {@link validate}. */
  build<N extends EventOf<D>['event_type']>(
    name: N,
    content: Omit<NamedEvent<D, N>, 'event_type' | 'schema_version'>,
  ): NamedEvent<D, N> {
    const { version } = this.known(name).model;
    return { ...content, event_type: name, schema_version: version } as NamedEvent<D, N>;
  }

  /** Stage one; see {@link decode}. */
  decode(bytes: Uint8Array): Decoded {
    return decode(bytes);
  }

  /**
   * Stage two.
   *
   * @param receivedAt Milliseconds since 1970 at which the record reached us; `late` and `event_in_future` are judged
   *   against it and never against a clock, so the verdict on a record is the same for ever.
   */
  validate(document: Record<string, unknown>, receivedAt: number): Verdict<EventOf<D>> {
    const found = this.byName.get(document['event_type'] as string);
    if (!found) return refused('unknown_event_type', '$.event_type', DETAIL.event);
    if (document['schema_version'] !== found.model.version) {
      return refused('unsupported_version', '$.schema_version', DETAIL.version);
    }
    const refusal = found.validate(document);
    if (refusal) return refusal;
    const occurredAt = millisOf(document, 'occurred_at');
    if (occurredAt > receivedAt + this.time.futureMs) {
      return refused('event_in_future', '$.occurred_at', DETAIL.future(this.time.futureMs));
    }
    if (occurredAt < receivedAt - this.time.latenessMs) {
      return refused('late', '$.occurred_at', DETAIL.late(this.time.latenessMs));
    }
    return { ok: true, event: document as EventOf<D> };
  }

  /** Identity of what an event says, without when it was sent; see {@link contentHashOf}. */
  contentHash(event: EventOf<D>): string {
    return contentHashOf(this.known(event.event_type).model.fields, event);
  }

  private known(name: string): { model: EventModel } {
    const found = this.byName.get(name);
    if (!found) throw refuse(`there is no event "${name}"`, this.pipeline, 'use one of the contract');
    return found;
  }
}
