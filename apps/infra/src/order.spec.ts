import fc from 'fast-check';
import type { StackName } from '@clickstream/infra-order';
import { inOrder, select, successors } from './order';

const stack = (name: string, ...after: string[]) => ({
  name: name as StackName,
  after: after as StackName[],
});
const stacks = [
  stack('iam'),
  stack('storage', 'iam'),
  stack('emr', 'iam', 'storage'),
  stack('pipeline-orders', 'iam', 'storage', 'emr'),
];

describe('the order', () => {
  it('puts every stack after all it waits for, however they are given', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(stacks, { minLength: stacks.length }), (given) => {
        expect(inOrder(given).map(({ name }) => name)).toEqual(stacks.map(({ name }) => name));
      }),
    );
  });

  it('does not exist for stacks that wait for each other', () => {
    expect(() => inOrder([stack('iam', 'emr'), stack('emr', 'iam')])).toThrow(/circle/);
  });

  it('is turned round to destroy', () => {
    expect(successors(stacks, stack('storage')).map(({ name }) => name)).toEqual(['pipeline-orders', 'emr']);
  });
});

describe('a selection', () => {
  it.each([
    [{}, ['iam', 'storage', 'emr', 'pipeline-orders']],
    [{ stack: 'storage' }, ['storage']],
    [{ pipeline: 'orders' }, ['pipeline-orders']],
  ])('%j is %j', (selection, names) => {
    expect(select(stacks, selection).map(({ name }) => name)).toEqual(names);
  });

  it('of what is not there names what is', () => {
    expect(() => select(stacks, { pipeline: 'order' })).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_STACK',
        next: 'use one of: iam, storage, emr, pipeline-orders',
      }),
    );
  });
});
