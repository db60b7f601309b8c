/** What a finding says; the list is closed and each kind is described in docs/guarantees.md. */
export const FINDING_KINDS = [
  'lost',
  'unverifiable',
  'twice',
  'two_fates',
  'from_nowhere',
  'changed',
  'kept_missing',
  'wrong_class',
  'unsettled',
  'not_conserved',
  'raw_rewritten',
  'warehouse_differs',
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];

/** One thing that breaks the promise, with the coordinates or the key it was seen at. */
export interface Finding {
  readonly kind: FindingKind;
  readonly table: string;
  /** `partition/offset` of a record, or the key of a derived row. */
  readonly at: string;
  readonly detail: string;
}

/** The first findings of each kind and how many there are in all. */
export class Findings {
  private readonly counts = new Map<FindingKind, number>();
  private readonly kept: Finding[] = [];

  /** @param limit Findings kept per kind; a broken table of ten million rows must not fill the memory. */
  constructor(private readonly limit = 10) {}

  /** @param times How many it stands for, as a range of offsets does. */
  add(finding: Finding, times = 1): void {
    const seen = this.counts.get(finding.kind) ?? 0;
    if (seen < this.limit) this.kept.push(finding);
    this.counts.set(finding.kind, seen + times);
  }

  get clean(): boolean {
    return this.counts.size === 0;
  }

  get first(): readonly Finding[] {
    return this.kept;
  }

  get byKind(): Readonly<Partial<Record<FindingKind, number>>> {
    return Object.fromEntries(this.counts);
  }
}
