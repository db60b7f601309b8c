import type { Random } from './random';

/** Ranks by Zipf's law: rank k (from 0) is drawn in proportion to 1 / (k + 1)^exponent. */
export class Zipf {
  private readonly cumulated: Float64Array;

  constructor(ranks: number, exponent = 1) {
    this.cumulated = new Float64Array(ranks);
    let sum = 0;
    for (let rank = 0; rank < ranks; rank++) {
      sum += 1 / (rank + 1) ** exponent;
      this.cumulated[rank] = sum;
    }
  }

  draw(random: Random): number {
    const { cumulated } = this;
    const target = random.unit() * (cumulated[cumulated.length - 1] as number);
    let [low, high] = [0, cumulated.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cumulated[middle] as number) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
