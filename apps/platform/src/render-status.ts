import Table from 'cli-table3';
import type { Status } from './commands/status';

/** The status as a person wants to read it. */
export function renderStatus(status: Status): string {
  if (status.endpoints === null)
    return `nothing was started in ${status.home}. Start it with: npm run platform -- up`;
  const services = plainTable(['service', 'pid', 'state']);
  for (const { name, pid, reason } of status.services) services.push([name, pid ?? '-', reason ?? 'healthy']);
  const { kafka, s3, catalog, warehouse } = status.endpoints;
  const lines = [
    services.toString(),
    `kafka      ${kafka.bootstrapServers.join(',')}`,
    `s3         ${s3.endpoint}`,
    `catalog    ${catalog.uri} (warehouse ${catalog.warehouse}, signed for ${catalog.signingName})`,
    `warehouse  ${warehouse.file ?? `${warehouse.snowflake?.url} (emulator, database ${warehouse.snowflake?.database})`}`,
    `keys       npm run platform -- status --json`,
  ];
  return [...lines, ...status.pipelines.flatMap(pipelineLines)].join('\n');
}

type Pipeline = Status['pipelines'][number];

function pipelineLines(pipeline: Pipeline): string[] {
  const head = [
    'query',
    'batch',
    'ended',
    'rows',
    'read',
    'written',
    'dropped',
    'state',
    'behind',
    'p95 latency',
  ];
  const table = plainTable(head);
  for (const one of pipeline.queries) {
    const ended = new Date(Date.parse(one.at) + one.duration_ms).toISOString();
    const counts = [one.input_rows, one.rows_read, one.rows_written, one.rows_dropped, one.state_rows];
    table.push([
      one.query,
      one.batch_id,
      `${ended.slice(0, 19)}Z`,
      ...counts.map((count) => count.toLocaleString('en-US')),
      one.offsets_behind?.toLocaleString('en-US') ?? '-',
      one.latency_ms ? `${(one.latency_ms.p95 / 1000).toFixed(1)} s` : '-',
    ]);
  }
  const waits = Object.entries(pipeline.waiting).map(([query, what]) => `${query}: ${what}`);
  return ['', `pipeline ${pipeline.name}: ${jobOf(pipeline)}`, ...waits, table.toString()];
}

function jobOf({ pid, state, error }: Pipeline): string {
  if (pid !== null) return `job runs (pid ${pid})`;
  if (state === null) return 'no job has run';
  if (state === 'running') return 'no job runs, the latest was killed: start it again';
  return `no job runs, the latest was ${state}${error === null ? '' : `: ${error}`}`;
}

/** A table without colours, so that it reads the same in a terminal, a file and a test. */
export function plainTable(head: string[]): Table.Table {
  return new Table({ head, style: { head: [], border: [] } });
}
