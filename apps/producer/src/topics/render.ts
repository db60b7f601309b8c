import type { Change, TopicPlan } from './plan';

/** The plan as a difference that a person can read. */
export function renderPlan(plans: readonly TopicPlan[]): string {
  return plans.map(renderTopic).join('\n');
}

function renderTopic({ name, action, changes }: TopicPlan): string {
  const head = { create: `+ ${name} (new)`, change: `~ ${name}`, none: `  ${name} is as it should be` }[
    action
  ];
  return [head, ...changes.map((change) => renderChange(change, action))].join('\n');
}

function renderChange({ what, from, to, refused, note }: Change, action: TopicPlan['action']): string {
  const line =
    action === 'create' ? `    ${what} = ${to}` : `    ${what}: ${from || '(broker default)'} -> ${to}`;
  return [
    line,
    ...(refused ? [`      REFUSED: ${refused}`] : []),
    ...(note ? [`      note: ${note}`] : []),
  ].join('\n');
}
