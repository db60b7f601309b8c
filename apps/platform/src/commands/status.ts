import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { runningProcess } from '../host/process';
import { jobProgressSchema, queryProgressSchema } from '@clickstream/pipeline';
import { readJobs } from '../jobs';
import { readState, type State } from '../state';
import { bootstrapServers } from '../services/kafka';
import { REGION, catalogUri, s3Endpoint, secretFiles } from '../services/object-store';
import { emulatorLogin, emulatorUrl } from '../services/snowflake-emulator';
import { CATALOG, warehouseFile } from '../endpoints';
import { contextOf } from '../services/run-service';
import { servicesOf } from './up';
import type { Workbench } from '../workbench';
import type { Home } from '../home';

/** What `status --json` prints: everything another client needs to connect, and how far each query is. */
export const statusSchema = z.strictObject({
  home: z.string().describe('Folder of this local platform.'),
  healthy: z.boolean().describe('Every service runs and answers.'),
  services: z.array(
    z.strictObject({
      name: z.string(),
      pid: z.int().nullable().describe('Null when it does not run.'),
      healthy: z.boolean(),
      reason: z.string().nullable().describe('Why it is not healthy.'),
      log: z.string(),
    }),
  ),
  endpoints: z
    .strictObject({
      kafka: z.strictObject({ bootstrapServers: z.array(z.string()) }),
      s3: z.strictObject({
        endpoint: z.url(),
        region: z.string(),
        accessKeyId: z.string().describe('Made at random for this home.'),
        secretAccessKey: z.string().describe('Made at random for this home.'),
      }),
      catalog: z.strictObject({
        uri: z.url().describe('Iceberg REST catalog.'),
        warehouse: z.string(),
        signingName: z.string().describe('AWS SigV4 service name that requests are signed with.'),
      }),
      warehouse: z.strictObject({
        file: z
          .string()
          .optional()
          .describe('DuckDB file that readers open; replaced as a whole after each load.'),
        snowflake: z
          .strictObject({
            url: z.url(),
            account: z.string(),
            user: z.string(),
            role: z.string(),
            virtualWarehouse: z.string(),
            database: z.string(),
            keyFile: z.string().describe('Private key of the user, PEM.'),
          })
          .optional()
          .describe('The emulator, for any Snowflake client; it is a fake.'),
      }),
    })
    .nullable()
    .describe('Null when this home was never up.'),
  pipelines: z.array(
    z.strictObject({
      name: z.string(),
      pid: z.int().nullable().describe('Of the running Spark job; null when none runs.'),
      state: jobProgressSchema.shape.state
        .nullable()
        .describe(
          'How the latest run ended; running without a pid means that it was killed. Null when none ran.',
        ),
      error: z.string().nullable().describe('Why it failed or was refused, and what to do.'),
      queries: z.array(queryProgressSchema).describe('Latest progress of each query.'),
      waiting: z.record(z.string(), z.string()).describe('By query, what it waits for.'),
    }),
  ),
});

export type Status = z.infer<typeof statusSchema>;

export async function status(bench: Workbench): Promise<Status> {
  const state = readState(bench.home);
  const services = state
    ? await Promise.all(servicesOf(state).map((service) => serviceStatus(bench, state, service)))
    : [];
  return {
    home: bench.home.root,
    healthy: services.length > 0 && services.every((service) => service.healthy),
    services,
    endpoints: state ? endpoints(bench.home, state) : null,
    pipelines: readJobs(bench.home).map((job) => ({
      name: job.pipeline,
      pid: job.process?.pid ?? null,
      state: job.state,
      error: job.error,
      queries: job.queries,
      waiting: job.waiting,
    })),
  };
}

type ServiceStatus = Status['services'][number];

async function serviceStatus(
  bench: Workbench,
  state: State,
  service: ReturnType<typeof servicesOf>[number],
): Promise<ServiceStatus> {
  const { home, tools } = bench;
  const pid = runningProcess(home.pidFile(service.name))?.pid ?? null;
  const reason =
    pid === null ? 'not running' : await service.unhealthy(contextOf({ home, tools, state }, service));
  return {
    name: service.name,
    pid,
    healthy: reason === undefined,
    reason: reason ?? null,
    log: home.logFile(service.name),
  };
}

function endpoints(home: Home, state: State): Status['endpoints'] {
  const files = secretFiles(home);
  return {
    kafka: { bootstrapServers: bootstrapServers(state) },
    s3: {
      endpoint: s3Endpoint(state),
      region: REGION,
      accessKeyId: readFileSync(files.accessKeyId, 'utf8'),
      secretAccessKey: readFileSync(files.secretAccessKey, 'utf8'),
    },
    catalog: { uri: catalogUri(state), warehouse: CATALOG.warehouse, signingName: CATALOG.signingName },
    warehouse:
      state.warehouse === 'duckdb'
        ? { file: warehouseFile(home).readable }
        : { snowflake: { url: emulatorUrl(state), ...emulatorLogin(home) } },
  };
}
