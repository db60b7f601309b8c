import { committedHorizon, type CheckpointStore } from './checkpoints';

const log = (offsets: Record<string, number>): string =>
  ['v1', '{"batchWatermarkMs":0}', JSON.stringify({ orders: offsets })].join('\n');

function store(files: Record<string, string>): CheckpointStore {
  return {
    list: (prefix) => Promise.resolve(Object.keys(files).filter((key) => key.startsWith(prefix))),
    read: (key) => Promise.resolve(files[key] ?? ''),
  };
}

const query = (name: string, batches: Record<string, number>[], committed = batches.length) =>
  Object.fromEntries(
    batches.flatMap((offsets, batch) => [
      [`job=orders/query=${name}/v1/offsets/${batch}`, log(offsets)],
      ...(batch < committed ? [[`job=orders/query=${name}/v1/commits/${batch}`, 'v1\n{}']] : []),
    ]),
  );

it('is the least that every query has committed, not what one has begun', async () => {
  const files = {
    ...query('raw', [{ 0: 5, 1: 9 }]),
    ...query(
      'events',
      [
        { 0: 3, 1: 2 },
        { 0: 7, 1: 4 },
        { 0: 99, 1: 99 },
      ],
      2,
    ),
    ...query('set_aside', [{ 0: 8, 1: 8 }]),
  };
  expect(await committedHorizon(store(files), 'orders')).toEqual(
    new Map([
      [0, 5],
      [1, 4],
    ]),
  );
});

it('takes the tenth batch for newer than the ninth', async () => {
  const batches = Array.from({ length: 11 }, (_, batch) => ({ 0: batch }));
  const files = { ...query('raw', batches), ...query('events', batches), ...query('set_aside', batches) };
  expect(await committedHorizon(store(files), 'orders')).toEqual(new Map([[0, 10]]));
});

it('leaves out a partition that one of the queries has not seen yet', async () => {
  const files = {
    ...query('raw', [{ 0: 5 }]),
    ...query('events', [{ 0: 5, 1: 2 }]),
    ...query('set_aside', [{ 0: 5, 1: 2 }]),
  };
  expect(await committedHorizon(store(files), 'orders')).toEqual(new Map([[0, 5]]));
});

it('is unknown while a query has committed nothing', async () => {
  const files = { ...query('raw', [{ 0: 5 }]), ...query('events', [{ 0: 5 }], 0) };
  expect(await committedHorizon(store(files), 'orders')).toBeUndefined();
});

it('refuses an offset log that it does not understand', async () => {
  const files = { ...query('raw', [{ 0: 5 }]), 'job=orders/query=raw/v1/offsets/0': 'v2\n{}\n{}' };
  await expect(committedHorizon(store(files), 'orders')).rejects.toMatchObject({
    code: 'CHECKPOINT_UNREADABLE',
  });
});
