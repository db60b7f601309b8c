/** An IAM policy document, as far as we use the language. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Condition;
}

export const OPERATORS = [
  'StringEquals',
  'StringLike',
  'ForAnyValue:StringEquals',
  'ArnLike',
  'Bool',
  'Null',
] as const;

export type Condition = Readonly<
  Partial<Record<(typeof OPERATORS)[number], Readonly<Record<string, readonly string[]>>>>
>;

export const policy = (...statements: Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

export const allow = (
  Sid: string,
  Action: readonly string[],
  Resource: readonly string[],
  Condition?: Condition,
): Statement => ({ Sid, Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) });

export const deny = (Sid: string, Action: readonly string[], Resource: readonly string[]): Statement => ({
  Sid,
  Effect: 'Deny',
  Action,
  Resource,
});
