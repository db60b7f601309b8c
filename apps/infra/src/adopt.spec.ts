import { pipelineStack, predecessorsOf, type StackName, type StackRecord } from '@clickstream/infra-order';
import { adoptStack, isAdopted, requireAdoptable } from './adopt';
import { approveAll, type Approve } from './approve';
import { deployStacks } from './deploy';
import { planStacks } from './plan';
import type { Session } from './session';

const BEFORE = predecessorsOf('snowflake');
const AT = '2026-01-02T03:04:05.000Z';

function noted(stack: StackName, status: StackRecord['status'] = 'applied', commit = 'abc'): StackRecord {
  return { stack, status, at: AT, commit };
}

/** A session on an environment with some records, and what is written to them. */
function dev(...before: StackRecord[]): { session: Session; records: Map<string, StackRecord> } {
  const records = new Map(before.map((record) => [record.stack, record]));
  const session = {
    environment: { name: 'dev' },
    stacks: [{ name: 'snowflake', after: BEFORE, folder: '' }],
    records: {
      read: (name: StackName) => Promise.resolve(records.get(name)),
      write: (record: StackRecord) => Promise.resolve(void records.set(record.stack, record)),
    },
    say: () => undefined,
  } as unknown as Session;
  return { session, records };
}

const platform = (): StackRecord[] => BEFORE.map((stack) => noted(stack));

describe('a stack made by hand', () => {
  it('counts as applied from then on, and the record says by whom', async () => {
    const { session, records } = dev(...platform());
    const asked: string[] = [];
    const approve: Approve = (what) => Promise.resolve(void asked.push(what));
    expect(await adoptStack(session, 'snowflake', approve)).toMatchObject({
      stack: 'snowflake',
      adopted: true,
    });
    expect(asked).toEqual(['note that snowflake of dev was made by hand']);
    expect(records.get('snowflake')).toMatchObject({ status: 'applied', commit: 'by hand' });
  });

  it('is left alone by Terraform, which would make it again', async () => {
    const { session } = dev(...platform());
    expect(await isAdopted(session, 'snowflake')).toBe(false);
    await adoptStack(session, 'snowflake', approveAll);
    const planned = await planStacks(session, { stack: 'snowflake' });
    const deployed = await deployStacks(session, { stack: 'snowflake', approve: approveAll });
    expect([planned, deployed]).toEqual([[], []]);
  });

  it('is not noted without consent', async () => {
    const { session, records } = dev(...platform());
    const no: Approve = () => Promise.reject(new Error('no'));
    await expect(adoptStack(session, 'snowflake', no)).rejects.toThrow('no');
    expect(records.has('snowflake')).toBe(false);
  });

  it('waits for those before it, as any stack', async () => {
    const { session, records } = dev(...platform().filter(({ stack }) => stack !== 'msk'));
    await expect(adoptStack(session, 'snowflake', approveAll)).rejects.toMatchObject({
      code: 'OUT_OF_ORDER',
      message: 'snowflake comes after msk, which is not applied',
      exitCode: 2,
    });
    expect(records.has('snowflake')).toBe(false);
  });

  it('changes nothing when it is applied already', async () => {
    const { session, records } = dev(...platform(), noted('snowflake'));
    expect(await adoptStack(session, 'snowflake', approveAll)).toEqual({
      ...{ stack: 'snowflake', adopted: false, at: AT },
    });
    expect(records.get('snowflake')).toMatchObject({ commit: 'abc' });
  });

  it('is refused where Terraform is half-way', async () => {
    const { session } = dev(...platform(), noted('snowflake', 'unfinished'));
    await expect(adoptStack(session, 'snowflake', approveAll)).rejects.toMatchObject({
      code: 'NOT_ADOPTABLE',
      next: 'npx nx run infra:deploy --env dev --stack snowflake',
    });
  });

  it.each(['iam', 'msk', pipelineStack('orders'), 'nothing'])('cannot be %s', (stack) => {
    expect(() => requireAdoptable(stack, 'dev')).toThrow(
      expect.objectContaining({ code: 'NOT_ADOPTABLE', exitCode: 2 }),
    );
  });

  it('is not needed on the local platform', () => {
    expect(() => requireAdoptable('snowflake', 'local')).toThrow(
      expect.objectContaining({ code: 'NOT_ADOPTABLE' }),
    );
  });
});
