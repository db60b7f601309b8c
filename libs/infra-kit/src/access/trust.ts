/** Who may take on a role: one other role of the account. */
export function trustOf(hostRoleArn: string, actions: readonly string[]): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: hostRoleArn }, Action: actions }],
  };
}

export const PRODUCER_ACTIONS = ['sts:AssumeRole'];

/** EMR marks the session of a step; without TagSession it cannot take on a runtime role. */
export const SPARK_ACTIONS = ['sts:AssumeRole', 'sts:TagSession'];
