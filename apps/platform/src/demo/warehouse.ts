import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { namesOf } from '@clickstream/pipeline';
import type { Report } from './report';

type Answers = Pick<Report, 'topPages' | 'busiestHour' | 'sessions'> & { readonly events: number };

/** What an analyst would ask first, answered by the warehouse file that readers open. */
export async function askWarehouse(file: string, pipeline: string): Promise<Answers> {
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const schema = namesOf(pipeline).snake;
    return {
      ...(await one(connection, `SELECT count(*)::INT AS events FROM ${schema}.events`)),
      topPages: await all(
        connection,
        `SELECT page_path AS path, count(*)::INT AS views FROM ${schema}.events
         GROUP BY path ORDER BY views DESC, path LIMIT 5`,
      ),
      busiestHour:
        (
          await all<NonNullable<Answers['busiestHour']>>(
            connection,
            `SELECT strftime(occurred_at AT TIME ZONE 'UTC', '%Y-%m-%d %H:00') AS hour, count(*)::INT AS events
             FROM ${schema}.events GROUP BY hour ORDER BY events DESC, hour LIMIT 1`,
          )
        )[0] ?? null,
      sessions: await one(
        connection,
        `SELECT count(*)::INT AS provisional, count(DISTINCT anonymous_id)::INT AS visitors,
           coalesce(sum(events) / nullif(count(*), 0), 0)::DOUBLE AS "eventsPerSession"
         FROM ${schema}.sessions_provisional`,
      ),
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function all<T>(connection: DuckDBConnection, sql: string): Promise<T[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJS() as T[];
}

async function one<T>(connection: DuckDBConnection, sql: string): Promise<T> {
  return (await all<T>(connection, sql))[0] as T;
}
