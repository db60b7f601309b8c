/** How far a sequence of things is settled without a gap, whatever the order in which they settle. */
export class Settled {
  private readonly ahead = new Set<number>();

  /** @param count Things from the first on that are settled already. */
  constructor(private settled = 0) {}

  /** Everything before this number is settled. */
  get count(): number {
    return this.settled;
  }

  /** @param number Counted from 0; once each. */
  add(number: number): void {
    this.ahead.add(number);
    while (this.ahead.delete(this.settled)) this.settled++;
  }
}
