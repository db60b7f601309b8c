import type { ReasonKind } from '@clickstream/schema';
import type { Draft } from './document';

/** What must become of a record, known before it is sent. */
export type Fate =
  | { readonly fate: 'curated' }
  | { readonly fate: 'set_aside'; readonly kind: ReasonKind; readonly path: string }
  | {
      readonly fate: 'duplicate' | 'id_conflict';
      /** Number of the record that came first. */
      readonly of: number;
      /**
       * True when the two are in different partitions: then either may be the curated one, because what is read first is
       * not decided by their order.
       */
      readonly exchangeable: boolean;
    };

/** One record of simulated traffic. */
export interface TrafficRecord {
  /** Counted from 0 in the order of sending, all partitions together. */
  readonly number: number;
  readonly partition: number;
  /** Counted from 0 within the partition: the offset, when the topic was empty and nobody else writes. */
  readonly ordinal: number;
  readonly key: string;
  readonly value: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly draft: Draft;
  readonly fate: Fate;
}
