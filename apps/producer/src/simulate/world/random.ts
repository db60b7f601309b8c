/** A stream of random numbers that is the same for the same seed on every machine: sfc32 (PractRand, Doty-Humphrey). */
export class Random {
  private a = 0x9e3779b9;
  private b = 0x243f6a88;
  private c: number;
  private counter = 1;

  /** @param seed A whole number from 0 to 2^32-1. */
  constructor(seed: number) {
    this.c = seed | 0;
    for (let turn = 0; turn < 15; turn++) this.bits();
  }

  /** 32 random bits, as an unsigned number. */
  bits(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** From 0 up to 1, never 1. */
  unit(): number {
    return this.bits() / 0x1_0000_0000;
  }

  /** A whole number from 0 up to `end`, never `end`. */
  below(end: number): number {
    return Math.floor(this.unit() * end);
  }

  chance(share: number): boolean {
    return this.unit() < share;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  /** Whole waiting time of a process without memory. */
  wait(mean: number): number {
    return Math.round(-Math.log(1 - this.unit()) * mean);
  }
}
