import type { Warehouse } from '@clickstream/warehouse';
import { publisherOf, thenPublish } from './publisher';

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

describe('work that is published', () => {
  it('is published when it is done, and when it failed half-way', async () => {
    const effects: string[] = [];
    const publish = (): Promise<void> => Promise.resolve(void effects.push('published'));
    expect(await thenPublish(publish, () => Promise.resolve('done'))).toBe('done');
    await expect(thenPublish(publish, () => Promise.reject(new Error('cut')))).rejects.toThrow('cut');
    expect(effects).toEqual(['published', 'published']);
  });

  it('keeps its own error when publishing fails too, and tells the other', async () => {
    const told: string[] = [];
    const publish = (): Promise<void> => Promise.reject(new Error('disk full'));
    const failed = thenPublish(
      publish,
      () => Promise.reject(new Error('cut')),
      (line) => void told.push(line),
    );
    await expect(failed).rejects.toThrow('cut');
    expect(told).toEqual(['nor could readers be shown the rest: disk full']);
  });

  it('fails when only publishing fails', async () => {
    const publish = (): Promise<void> => Promise.reject(new Error('disk full'));
    await expect(thenPublish(publish, () => Promise.resolve('done'))).rejects.toThrow('disk full');
  });
});
