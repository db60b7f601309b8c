import type { Condition, PolicyDocument, Statement } from '../access/policy';

export interface Weakened {
  readonly what: string;
  readonly document: PolicyDocument;
}

/** Every policy that differs from this one by one careless edit: a limit widened or lost, a right added or lost. */
export function weaken(document: PolicyDocument): Weakened[] {
  return document.Statement.flatMap((statement, index) =>
    edits(statement).map(([what, edited]) => ({
      what: `${statement.Sid}: ${what}`,
      document: {
        ...document,
        Statement: document.Statement.flatMap((other, at) => (at === index ? edited : [other])),
      },
    })),
  );
}

type Edit = [what: string, edited: Statement[]];

function edits(statement: Statement): Edit[] {
  const { Effect, Action, Resource, Condition } = statement;
  const [service = ''] = Action[0]?.split(':') ?? [];
  const without: Edit[] = [
    ['without it', []],
    ...Action.map((gone): Edit => [
      `without ${gone}`,
      [{ ...statement, Action: Action.filter((action) => action !== gone) }],
    ]),
    ...Resource.map((gone): Edit => [
      `without ${gone}`,
      [{ ...statement, Resource: Resource.filter((resource) => resource !== gone) }],
    ]),
  ];
  // A wider Deny allows less; it is caught because it forbids what a row allows.
  const wider: Edit[] = [
    ...Resource.filter((resource) => resource !== '*').flatMap((resource): Edit[] => [
      [`on * instead of ${resource}`, [{ ...statement, Resource: ['*'] }]],
      ...(/[/.]\*$/.test(resource)
        ? [
            [
              `${resource} without its separator`,
              [{ ...statement, Resource: [resource.replace(/[/.]\*$/, '*')] }],
            ] as Edit,
          ]
        : []),
    ]),
    ...(Effect === 'Allow' && !Action.every((action) => action === `${service}:*`)
      ? [[`${service}:* instead of its actions`, [{ ...statement, Action: [`${service}:*`] }]] as Edit]
      : []),
    ...(Condition ? withoutEach(statement, Condition) : []),
  ];
  return [...without, ...wider];
}

/** One key of the condition gone at a time. */
function withoutEach({ Sid, Effect, Action, Resource }: Statement, condition: Condition): Edit[] {
  const keys = Object.entries(condition).flatMap(([operator, values]) =>
    Object.entries(values).map(([key, value]) => ({ operator, key, value })),
  );
  return keys.map((gone): Edit => {
    const left = keys.filter((entry) => entry !== gone);
    const Condition: Record<string, Record<string, readonly string[]>> = {};
    for (const { operator, key, value } of left) (Condition[operator] ??= {})[key] = value;
    return [
      `without its condition on ${gone.key}`,
      [{ Sid, Effect, Action, Resource, ...(left.length > 0 && { Condition }) }],
    ];
  });
}
