import { PLATFORM_STACKS, pipelineStack, predecessorsOf } from './order';

it('is the execution order of the contract', () => {
  expect(PLATFORM_STACKS).toEqual(['iam', 'storage', 'cicd', 'msk', 'emr', 'snowflake']);
});

it('lets each stack wait for all before it', () => {
  expect(PLATFORM_STACKS.map((stack) => predecessorsOf(stack).length)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(predecessorsOf('msk')).toEqual(['iam', 'storage', 'cicd']);
});

it('lets a pipeline wait for what its job runs on, and for no other pipeline', () => {
  expect(predecessorsOf(pipelineStack('web-shop'))).toEqual(['iam', 'storage', 'cicd', 'msk', 'emr']);
});
