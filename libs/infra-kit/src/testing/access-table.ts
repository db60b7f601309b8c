import type { PolicyDocument } from '../access/policy';
import { decide, type Call, type Decision } from './decide';
import { weaken } from './weaken';

/** A call, and what IAM must decide about it. */
export interface Row extends Call {
  readonly expected: Decision;
}

/** Every action on every resource. */
export const rows = (
  expected: Decision,
  actions: readonly string[],
  resources: readonly string[],
  context?: Call['context'],
): Row[] =>
  actions.flatMap((action) =>
    resources.map((resource) => ({ expected, action, resource, ...(context && { context }) })),
  );

export const listing = (expected: Decision, bucket: string, prefix: string): Row[] =>
  rows(expected, ['s3:ListBucket'], [s3(bucket)], { 's3:prefix': prefix });

export const s3 = (path: string): string => `arn:aws:s3:::${path}`;

/** Tests that a policy decides as a table says, and that the table notices every careless edit of the policy. */
export function describeAccess(document: PolicyDocument, table: readonly Row[]): void {
  it.each(table)('has $action on $resource $expected', ({ expected, ...call }) => {
    expect(decide(document, call)).toBe(expected);
  });

  it.each(weaken(document))('is guarded against $what', ({ document: weakened }) => {
    const noticed = table.some(({ expected, ...call }) => decide(weakened, call) !== expected);
    expect(noticed).toBe(true);
  });
}
