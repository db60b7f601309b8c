import type { Status } from './status';
import { age, aligned } from './text';

/** What `status` shows a person. */
export function renderStatus({
  pipeline,
  environment,
  state,
  submitted,
  run,
  lease,
  queries,
}: Status): string {
  const rows: (readonly [string, string])[] = [[pipeline, `${state} in ${environment}`]];
  if (submitted) {
    const { action, version, at, name, backend, target } = submitted;
    rows.push(['submitted', `run ${submitted.run}, ${action} of ${version} at ${at}`]);
    rows.push(['runs as', `${name}, ${backend} ${target}`]);
  }
  if (run) rows.push(['run', [run.id, run.state, run.reason].filter(Boolean).join(', ')]);
  if (lease) rows.push(['driver', `${lease.holder}${lease.held ? '' : ' (its lease ran out)'}`]);
  for (const { query, batch, ageSeconds } of queries)
    rows.push([
      `  ${query}`,
      batch === null ? 'no batch yet' : `batch ${batch}, ${age(ageSeconds ?? 0)} ago`,
    ]);
  return aligned(rows);
}
