import { createHash } from 'node:crypto';
import { PlatformError } from '@clickstream/errors';
import { z } from 'zod';
import { applyUpcasts } from './apply-upcast';
import { fieldsOf } from './builder';
import { NOT_CONTENT, encoderOf, type Encoder } from './canonical';
import { decode, type Decoded } from './decode';
import { checkEnvelope } from './framework-fields';
import type { EventModel, Field } from './rule';
import { refuse } from './refuse';
import { parseTimestamp } from './timestamp';
import type { Upcast } from './upcast';
import { majorOf, type Readable, type Versions } from './versions';
import { validatorOf, type Validator } from './validator';
import { DETAIL, refused, type Refusal, type Verdict } from './verdict';

type Shape = Record<string, z.ZodType>;

/** Fields of the envelope that the framework itself relies on. */
export interface EnvelopeShape extends Shape {
  event_id: z.ZodString;
  event_type: z.ZodString;
  schema_version: z.ZodString;
  occurred_at: z.ZodString;
  sent_at: z.ZodString;
}

/** An event that the business wants to happen, and where it says what it earned. */
export interface Conversion<P extends string = string> {
  /** Names of the properties that hold the amount, made by `money`, and its currency, made by `currency`. */
  readonly revenue?: { readonly amount: P; readonly currency: P };
}

export interface EventDefinition<N extends string, T> {
  readonly name: N;
  readonly doc: string;
  readonly fields: readonly Field[];
  /** One per major step, oldest first; their number + 1 is the major version. */
  readonly upcasts: readonly Upcast[];
  /** Absent for an event that is no conversion. */
  readonly conversion?: Conversion;
  /** The zod type of the whole event, also for use on its own. */
  readonly type: z.ZodType<T>;
}

type EventType<N extends string, E extends EnvelopeShape, P extends Shape> = Omit<
  z.infer<z.ZodObject<E>>,
  'event_type'
> & { event_type: N; properties: z.infer<z.ZodObject<P>> };

/**
 * An event: the envelope and its own properties. It has no version here: minor and patch are computed from what is
 * published, and a major step is declared by the upcast that keeps old events readable.
 */
export function defineEvent<const N extends string, E extends EnvelopeShape, P extends Shape>(definition: {
  name: N;
  doc: string;
  envelope: E;
  properties: z.ZodObject<P>;
  upcasts?: readonly Upcast[];
  conversion?: Conversion<keyof P & string>;
}): EventDefinition<N, EventType<N, E, P>> {
  const { name, doc, envelope, properties, upcasts = [], conversion } = definition;
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) {
    throw refuse(`"${name}" is no name of an event`, name, 'use snake_case, at most 63 characters');
  }
  checkEnvelope(fieldsOf(envelope), name);
  const shape = { ...envelope, properties };
  return {
    name,
    doc,
    fields: fieldsOf(shape),
    upcasts,
    ...(conversion && { conversion }),
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
  private readonly encoders: ReadonlyMap<string, { whole: Encoder; content: Encoder }>;
  private readonly byVersion: ReadonlyMap<string, { readable: Readable; validate: Validator }>;

  /** @param versions What is published, from `derived/versions.json`; an event that is not in it is at its first version. */
  constructor(
    readonly pipeline: string,
    readonly time: TimeRules,
    readonly events: readonly D[],
    readonly versions: Versions = {},
  ) {
    const names = events.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice)
      throw refuse(`the event "${twice}" is defined twice`, pipeline, 'give one of them another name');
    this.encoders = new Map(
      events.map(({ name, fields }) => {
        const content = fields.filter((field) => !NOT_CONTENT.has(field.name));
        return [name, { whole: encoderOf(fields), content: encoderOf(content) }];
      }),
    );
    this.byVersion = new Map(
      this.readables().flatMap((readable) => {
        const validate = validatorOf(readable.fields);
        return readable.accepted.map((version) => [`${readable.event}@${version}`, { readable, validate }]);
      }),
    );
  }

  /** The version that producers send now. */
  currentVersion(event: string): string {
    const { upcasts } = this.event(event);
    return this.versions[event]?.current ?? `${upcasts.length + 1}.0.0`;
  }

  /** The current definition of an event under its current version. */
  model(event: string): EventModel {
    const { doc, fields } = this.event(event);
    return { event, version: this.currentVersion(event), doc, fields };
  }

  /** Every definition that documents of this pipeline are judged by, the current one of each event first. */
  readables(): Readable[] {
    return this.events.flatMap(({ name, fields, upcasts }) => {
      const current = this.currentVersion(name);
      const { accepted = [], earlier = [] } = this.versions[name] ?? {};
      return [
        {
          key: `${name}@${majorOf(current)}`,
          event: name,
          fields,
          accepted: [...new Set([...accepted, current])],
          upcasts: [],
        },
        ...earlier.map(({ model, accepted: versions }) => ({
          key: `${name}@${majorOf(model.version)}`,
          event: name,
          fields: model.fields,
          accepted: versions,
          upcasts: upcasts.slice(majorOf(model.version) - 1),
        })),
      ];
    });
  }

  /** An event of the current version; its type is checked by the compiler, its rules by {@link validate}. */
  build<N extends EventOf<D>['event_type']>(
    name: N,
    content: Omit<NamedEvent<D, N>, 'event_type' | 'schema_version'>,
  ): NamedEvent<D, N> {
    return { ...content, event_type: name, schema_version: this.currentVersion(name) } as NamedEvent<D, N>;
  }

  /**
   * The bytes to send for a valid event of the current version, in canonical form: Spark recognises them without a
   * second look. Fields that the contract does not know are not written, so {@link validate} first.
   */
  encode(event: EventOf<D>): Buffer {
    return Buffer.from(this.encoder(event).whole(event));
  }

  /** Stage one; see {@link decode}. */
  decode(bytes: Uint8Array): Decoded {
    return decode(bytes);
  }

  /**
   * Stage two. The event of the verdict is in the current shape, whatever version was sent.
   *
   * @param receivedAt Milliseconds since 1970 at which the record reached us; `late` and `event_in_future` are judged
   *   against it and never against a clock, so the verdict on a record is the same for ever.
   */
  validate(document: Record<string, unknown>, receivedAt: number): Verdict<EventOf<D>> {
    const name = document['event_type'];
    const found = this.byVersion.get(`${name as string}@${document['schema_version'] as string}`);
    if (!found || typeof name !== 'string' || typeof document['schema_version'] !== 'string') {
      return this.events.some((event) => event.name === name)
        ? refused('unsupported_version', '$.schema_version', DETAIL.version)
        : refused('unknown_event_type', '$.event_type', DETAIL.event);
    }
    const refusal =
      found.validate(document) ??
      this.checkTime(parseTimestamp(document['occurred_at'] as string), receivedAt);
    if (refusal) return refusal;
    const { upcasts } = found.readable;
    return {
      ok: true,
      event: (upcasts.length > 0 ? applyUpcasts(upcasts, document) : document) as EventOf<D>,
    };
  }

  /**
   * Identity of what an event of the current shape says: lower-case hex SHA-256 of its canonical form without `sent_at`.
   * Equal for a resent event, equal in TypeScript and Spark.
   */
  contentHash(event: EventOf<D>): string {
    return createHash('sha256').update(this.encoder(event).content(event)).digest('hex');
  }

  private checkTime(occurredAt: number, receivedAt: number): Refusal | undefined {
    const { futureMs, latenessMs } = this.time;
    if (occurredAt > receivedAt + futureMs) {
      return refused('event_in_future', '$.occurred_at', DETAIL.future(futureMs));
    }
    if (occurredAt < receivedAt - latenessMs)
      return refused('late', '$.occurred_at', DETAIL.late(latenessMs));
    return undefined;
  }

  private encoder(event: EventOf<D>): { whole: Encoder; content: Encoder } {
    const found = this.encoders.get(event.event_type);
    if (found) return found;
    throw this.unknown(event.event_type);
  }

  private event(name: string): D {
    const found = this.events.find((event) => event.name === name);
    if (found) return found;
    throw this.unknown(name);
  }

  private unknown(name: string): PlatformError {
    return new PlatformError({
      code: 'UNKNOWN_EVENT',
      message: `there is no event "${name}"`,
      where: this.pipeline,
      next: `use one of: ${this.events.map((event) => event.name).join(', ')}`,
    });
  }
}
