/** What is wrong with the traffic, as shares from 0 to 1. */
export const DIALS = {
  exact: { share: 0.01, of: 'events', doc: 'sent again, byte for byte' },
  resent: { share: 0.005, of: 'events', doc: 'sent again with a new sent_at' },
  conflict: { share: 0.002, of: 'events', doc: 'followed by another content under the same event_id' },
  elsewhere: { share: 0.003, of: 'events', doc: 'sent again, byte for byte, into another partition' },
  late: { share: 0.01, of: 'events', doc: 'older at receipt than the pipeline allows' },
  future: { share: 0.003, of: 'events', doc: 'further ahead at receipt than the pipeline allows' },
  edge: { share: 0.002, of: 'events', doc: 'exactly as old or as far ahead as the pipeline allows' },
  malformed: { share: 0.01, of: 'events', doc: 'damaged, in every way that a contract can be broken' },
  disorder: { share: 0.05, of: 'events', doc: 'held back on their way, so that others overtake them' },
  'old-clients': { share: 0.1, of: 'visitors', doc: 'whose events have the version before the current one' },
  bots: { share: 0.03, of: 'visitors', doc: 'that are machines: fast, and read only' },
  'hot-key': { share: 0.02, of: 'events', doc: 'that one single visitor makes' },
} as const;

export type Dial = keyof typeof DIALS;
export type Dials = Readonly<Record<Dial, number>>;

export const DIAL_NAMES = Object.keys(DIALS) as Dial[];

/** The dials as they are when nobody turns them; `clean` is traffic with nothing wrong in it. */
export function dials(turned: Partial<Dials> = {}, clean = false): Dials {
  const entries = DIAL_NAMES.map((name) => [name, turned[name] ?? (clean ? 0 : DIALS[name].share)]);
  return Object.fromEntries(entries) as Dials;
}

/** What can be wrong with one event; at most one of these. */
export const FAULTS = [
  'exact',
  'resent',
  'conflict',
  'elsewhere',
  'late',
  'future',
  'edge',
  'malformed',
] as const satisfies readonly Dial[];
export type Fault = (typeof FAULTS)[number];

/** @param draw A random number from 0 up to 1. */
export function faultOf(dials: Dials, draw: number): Fault | undefined {
  let sum = 0;
  for (const fault of FAULTS) {
    sum += dials[fault];
    if (draw < sum) return fault;
  }
  return undefined;
}
