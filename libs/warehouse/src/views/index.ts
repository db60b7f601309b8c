import type { PipelineSchema } from '../port';
import { conversionByCampaign } from './conversion-by-campaign';
import { currentOf } from './current';
import { dailyActiveUsers } from './daily-active-users';
import { eventsAll } from './events-all';
import { funnel } from './funnel';
import { loadHealth } from './load-health';
import { sessionsProvisional } from './sessions-provisional';
import { topPages } from './top-pages';
import type { Dialect, View, ViewMaker } from './view';

export type { Dialect, View } from './view';

const OVER_EVENTS: readonly ViewMaker[] = [sessionsProvisional, loadHealth];
const OVER_EVENTS_ALL: readonly ViewMaker[] = [dailyActiveUsers, topPages, funnel, conversionByCampaign];

/** The views of a pipeline, each after those that it reads. */
export function viewsOf(pipeline: PipelineSchema, dialect: Dialect): View[] {
  const all = eventsAll(pipeline, dialect);
  const makers = all ? [...OVER_EVENTS, ...OVER_EVENTS_ALL] : OVER_EVENTS;
  const changelogs = pipeline.tables.filter((table) => table.kind === 'changelog');
  return [
    ...(all ? [all] : []),
    ...changelogs.map((table) => currentOf(pipeline, table, dialect)),
    ...makers.flatMap((make) => make(pipeline, dialect) ?? []),
  ];
}
