import { namesOf } from '@clickstream/pipeline';
import { openWarehouse, type Warehouse } from '@clickstream/warehouse';
import type { Workbench } from '../workbench';
import { homeConfig } from './inspect';
import type { Report } from './report';

type Answers = Pick<Report, 'topPages' | 'busiestHour' | 'sessions' | 'readers'> & {
  readonly events: number;
};

const HOUR_MS = 3_600_000;

/** What an analyst would ask first, answered by the warehouse as readers see it, in SQL that every engine reads alike. */
export async function askWarehouse(bench: Workbench, pipeline: string): Promise<Answers> {
  const warehouse = await openWarehouse(homeConfig(bench), { pipeline });
  const schema = namesOf(pipeline).snake;
  const [counted] = await warehouse.ask(`SELECT COUNT(*) AS events FROM ${schema}.events`);
  return {
    events: Number(counted?.['events']),
    readers: warehouse.readers,
    topPages: await topPages(warehouse, schema),
    busiestHour: await busiestHour(warehouse, schema),
    sessions: await sessions(warehouse, schema),
  };
}

async function topPages(warehouse: Warehouse, schema: string): Promise<Report['topPages']> {
  const pages = await warehouse.ask(
    `SELECT page_path, COUNT(*) AS views FROM ${schema}.events GROUP BY page_path
     ORDER BY views DESC, page_path LIMIT 5`,
  );
  return pages.map((page) => ({ path: String(page['page_path']), views: Number(page['views']) }));
}

async function busiestHour(warehouse: Warehouse, schema: string): Promise<Report['busiestHour']> {
  const [busiest] = await warehouse.ask(
    `SELECT FLOOR(EXTRACT(EPOCH FROM occurred_at) / 3600) AS hour_number, COUNT(*) AS events
     FROM ${schema}.events GROUP BY 1 ORDER BY events DESC, hour_number LIMIT 1`,
  );
  if (!busiest) return null;
  const start = new Date(Number(busiest['hour_number']) * HOUR_MS).toISOString();
  return { hour: `${start.slice(0, 10)} ${start.slice(11, 16)}`, events: Number(busiest['events']) };
}

async function sessions(warehouse: Warehouse, schema: string): Promise<Report['sessions']> {
  const [found] = await warehouse.ask(
    `SELECT COUNT(*) AS provisional, COUNT(DISTINCT anonymous_id) AS visitors, COALESCE(SUM(events), 0) AS events
     FROM ${schema}.sessions_provisional`,
  );
  const [provisional, events] = [Number(found?.['provisional']), Number(found?.['events'])];
  return {
    provisional,
    visitors: Number(found?.['visitors']),
    eventsPerSession: provisional === 0 ? 0 : events / provisional,
  };
}
