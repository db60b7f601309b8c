import type { PipelineSchema } from '../../port';
import { conversionByCampaign } from './conversion-by-campaign';
import { currentOf } from './current';
import { dailyActiveUsers } from './daily-active-users';
import { eventsAll } from './events-all';
import { funnel } from './funnel';
import { loadHealth } from './load-health';
import { sessionsProvisional } from './sessions-provisional';
import { topPages } from './top-pages';
import type { View, ViewMaker } from './view';

export type { View } from './view';

const OVER_EVENTS: readonly ViewMaker[] = [sessionsProvisional, loadHealth];
const OVER_EVENTS_ALL: readonly ViewMaker[] = [dailyActiveUsers, topPages, funnel, conversionByCampaign];

/** The views of a pipeline, each after those that it reads. */
export function viewsOf(pipeline: PipelineSchema): View[] {
  const all = eventsAll(pipeline);
  const makers = all ? [...OVER_EVENTS, ...OVER_EVENTS_ALL] : OVER_EVENTS;
  const changelogs = pipeline.tables.filter((table) => table.kind === 'changelog');
  return [
    ...(all ? [all] : []),
    ...changelogs.map((table) => currentOf(pipeline.schema, table)),
    ...makers.flatMap((make) => make(pipeline) ?? []),
  ];
}
