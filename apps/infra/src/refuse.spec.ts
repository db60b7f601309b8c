import type { StackName, StackRecord } from '@clickstream/infra-order';
import { requireNoSuccessors, requirePredecessors } from './refuse';
import type { Session } from './session';

const stack = (name: StackName, ...after: StackName[]) => ({ name, after, folder: '' });
const iam = stack('iam');
const storage = stack('storage', 'iam');
const emr = stack('emr', 'iam', 'storage');

function session(records: Partial<Record<StackName, StackRecord['status']>>): Session {
  const read = async (name: StackName) => {
    const status = records[name];
    return status && { stack: name, status, at: '2026-01-02T03:04:05Z', commit: 'abc' };
  };
  return {
    environment: { name: 'dev' },
    stacks: [iam, storage, emr],
    records: { read },
  } as unknown as Session;
}

describe('a stack', () => {
  it('is applied when all before it are', async () => {
    await expect(
      requirePredecessors(session({ iam: 'applied', storage: 'applied' }), emr),
    ).resolves.toBeUndefined();
    await expect(requirePredecessors(session({}), iam)).resolves.toBeUndefined();
  });

  it('is refused when one before it is not applied to the end, which is named', async () => {
    await expect(
      requirePredecessors(session({ iam: 'applied', storage: 'unfinished' }), emr),
    ).rejects.toMatchObject({
      code: 'OUT_OF_ORDER',
      message: 'emr comes after storage, which is not applied',
      next: 'npx nx run infra:deploy --env dev --stack storage',
      exitCode: 2,
    });
  });

  it('is destroyed when nothing stands on it', async () => {
    await expect(requireNoSuccessors(session({ iam: 'applied' }), storage)).resolves.toBeUndefined();
  });

  it('is not destroyed under what stands on it, even a half of it', async () => {
    await expect(
      requireNoSuccessors(session({ storage: 'applied', emr: 'unfinished' }), iam),
    ).rejects.toMatchObject({
      code: 'OUT_OF_ORDER',
      message: 'emr, storage stand on iam, and are there',
      next: 'npx nx run infra:destroy --env dev --stack emr',
    });
  });
});
