import type { Plan } from '../plan/plan';
import type { Position } from '../store/checkpoints';
import type { Action } from '../store/runs';
import type { Review } from './review';
import { age, aligned } from './text';

/** What a person must see before a plan is submitted. */
export function renderReview(action: Action, plan: Plan, { positions, previous, holder }: Review): string {
  const { bundle, request, work } = plan;
  const commit = bundle.commit ? `commit ${bundle.commit.slice(0, 12)}` : 'no commit';
  const rows: [string, string][] = [
    [action, `${plan.pipeline} ${bundle.version} (${commit}${bundle.clean ? '' : ', with changes'})`],
    ['to', `${plan.environment}: ${request.backend} ${request.target}`],
    ['bundle', bundle.uri],
    ['does', doing(work)],
    ...positions.map((position): [string, string] => [`  ${position.query}`, goesOn(position)]),
    ['last', previous ? last(previous) : 'nothing was submitted before'],
    ['runs now', holder?.holder ?? 'nothing'],
  ];
  return aligned(rows);
}

function doing({ queries, drain, settle, final, replay }: Plan['work']): string {
  const which = queries ? queries.join(', ') : 'all queries';
  const parts = [
    ...(settle && !drain ? [] : replay && !drain ? [] : [drain ? `drain ${which}` : `stream ${which}`]),
    ...(settle ? [final ? 'settle for good' : 'settle'] : []),
    ...(replay ? [`replay ${replay.join(' to ')}`] : []),
  ];
  return parts.join(', then ');
}

function goesOn({ checkpoint, batch, ageSeconds }: Position): string {
  if (batch === null) return `begins at the earliest record, ${checkpoint}`;
  return `goes on after batch ${batch} (${age(ageSeconds ?? 0)} old), ${checkpoint}`;
}

function last({ run, action, at, plan }: NonNullable<Review['previous']>): string {
  return `run ${run}, ${action} of ${plan.bundle.version} at ${at}`;
}
