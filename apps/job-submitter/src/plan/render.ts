import { aligned } from '../operate/text';
import type { Plan } from './plan';

/** A plan as a reviewer reads it: what runs, from where it goes on, and each Spark setting with its reason. */
export function renderPlan(plan: Plan): string {
  const { bundle, request } = plan;
  return [
    aligned([
      ['run', plan.name],
      [
        'bundle',
        `${bundle.uri} (digest ${bundle.digest.slice(0, 12)}, commit ${bundle.commit ?? 'unknown'})`,
      ],
      ['runs on', `${request.backend} ${request.target} (${plan.environment})`],
      ...Object.entries(plan.checkpoints).map(([query, uri]): [string, string] => [`  ${query}`, uri]),
    ]),
    '',
    ...plan.spark.map(
      ({ key, value, why, by }) => `${key} = ${value}\n    ${why}${by === 'job' ? ' (set by the job)' : ''}`,
    ),
  ].join('\n');
}
