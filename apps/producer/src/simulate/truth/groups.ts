import { createHash } from 'node:crypto';
import { CURRENCY, money } from '../world/shop';

/** One event that counts, as far as sessions and minutes look at it. */
export interface Counted {
  readonly visitor: string;
  readonly eventId: string;
  readonly type: string;
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Hundredths of the currency that a conversion brought; undefined for what is none. */
  readonly cents: number | undefined;
}

export interface Session {
  readonly session_id: string;
  readonly anonymous_id: string;
  readonly session_date: string;
  readonly started_at: string;
  readonly ended_at: string;
  readonly duration_ms: number;
  readonly events: number;
  /** JSON object in order of its keys. */
  readonly events_by_type: string;
  readonly entry_page: string;
  readonly exit_page: string;
  readonly conversions: number;
  readonly revenue: string | null;
  readonly currency: string | null;
}

export interface Minute {
  readonly minute: string;
  readonly event_type: string;
  readonly events: number;
  readonly visitors: number;
  readonly conversions: number;
  readonly revenue: string | null;
  readonly currency: string | null;
}

const MINUTE_MS = 60_000;
/** @param at Milliseconds since 1970. */
export const iso = (at: number): string => new Date(at).toISOString();
const dayOf = (at: number): string => iso(at).slice(0, 10);

/** The visits of one visitor, in order of time: a pause longer than the gap, or midnight UTC, begins a new one. */
export function sessionsOf(pipeline: string, gapMs: number, events: readonly Counted[]): Session[] {
  const inOrder = [...events].sort((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1));
  const groups: Counted[][] = [];
  for (const event of inOrder) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (group && before && event.at - before.at <= gapMs && dayOf(event.at) === dayOf(before.at))
      group.push(event);
    else groups.push([event]);
  }
  return groups.map((group) => sessionOf(pipeline, group));
}

function sessionOf(pipeline: string, group: readonly Counted[]): Session {
  const [first, last] = [group[0] as Counted, group.at(-1) as Counted];
  const types = new Map<string, number>();
  for (const { type } of group) types.set(type, (types.get(type) ?? 0) + 1);
  const sorted = [...types].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    session_id: createHash('sha256').update(`${pipeline}|${first.at}|${first.visitor}`).digest('hex'),
    anonymous_id: first.visitor,
    session_date: dayOf(first.at),
    started_at: iso(first.at),
    ended_at: iso(last.at),
    duration_ms: last.at - first.at,
    events: group.length,
    events_by_type: JSON.stringify(Object.fromEntries(sorted)),
    entry_page: first.path,
    exit_page: last.path,
    ...earned(group),
  };
}

/** What happened in one minute of one type. */
export function minuteOf(group: readonly Counted[]): Minute {
  const { at, type } = group[0] as Counted;
  return {
    minute: iso(at - (at % MINUTE_MS)),
    event_type: type,
    events: group.length,
    visitors: new Set(group.map(({ visitor }) => visitor)).size,
    ...earned(group),
  };
}

export const minuteKey = ({ at, type }: Counted): string => `${Math.floor(at / MINUTE_MS)} ${type}`;

function earned(group: readonly Counted[]): Pick<Session, 'conversions' | 'revenue' | 'currency'> {
  const amounts = group.flatMap(({ cents }) => (cents === undefined ? [] : [cents]));
  if (amounts.length === 0) return { conversions: 0, revenue: null, currency: null };
  const total = amounts.reduce((sum, cents) => sum + cents, 0);
  return { conversions: amounts.length, revenue: `${money(total)}00`, currency: CURRENCY };
}
