interface Entry<T> {
  readonly at: number;
  /** Equal times leave in the order in which they were added. */
  readonly order: number;
  readonly item: T;
}

/** What is due, earliest first: a binary heap. */
export class Timeline<T> {
  private readonly heap: Entry<T>[] = [];
  private added = 0;

  get length(): number {
    return this.heap.length;
  }

  /** Time of the earliest item; Infinity when there is none. */
  get next(): number {
    return this.heap[0]?.at ?? Infinity;
  }

  add(at: number, item: T): void {
    const { heap } = this;
    const entry = { at, order: this.added++, item };
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const above = (index - 1) >>> 1;
      const parent = heap[above] as Entry<T>;
      if (!isBefore(entry, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  }

  /** Takes the earliest item; undefined when there is none. */
  take(): T | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length > 0) this.sink(last as Entry<T>);
    return first?.item;
  }

  private sink(entry: Entry<T>): void {
    const { heap } = this;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry<T>, heap[child] as Entry<T>)) child++;
      if (!isBefore(heap[child] as Entry<T>, entry)) break;
      heap[index] = heap[child] as Entry<T>;
      index = child;
    }
    heap[index] = entry;
  }
}

function isBefore(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
