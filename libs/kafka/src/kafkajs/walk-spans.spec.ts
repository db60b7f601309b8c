import { walkSpans } from './walk-spans';

const span = (from: number, to: number) => ({ partition: 0, from, to });

it('jumps over what nobody asked for, and ends with the last span', () => {
  const walk = walkSpans([span(10, 12), span(2, 4), span(4, 5)]);
  for (const offset of [2, 3, 2, 3, 4, 5]) walk.found(offset);
  expect(walk.readTo(3)).toEqual({ offset: 4, jump: false });
  expect(walk.readTo(5)).toEqual({ offset: 10, jump: true });
  for (const offset of [11, 12]) walk.found(offset);
  expect(walk.readTo(10)).toEqual({ offset: 11, jump: false });
  expect(walk.readTo(13)).toBeUndefined();
  expect(walk.records).toEqual([2, 3, 4, 11]);
});
