import type { Warehouse } from '@clickstream/warehouse';
import { publisherOf } from './publisher';

describe('the publisher', () => {
  it('takes a tenth of the time at most, and all it needs when told to', async () => {
    let clock = 0;
    const published: number[] = [];
    const publish = (): Promise<void> => {
      clock += 10;
      published.push(clock);
      return Promise.resolve();
    };
    const publisher = publisherOf({ publish } as Warehouse, () => clock);
    await publisher.whenDue();
    await publisher.whenDue();
    clock = 99;
    await publisher.whenDue();
    clock = 100;
    await publisher.whenDue();
    await publisher.now();
    expect(published).toEqual([10, 110, 120]);
  });
});
