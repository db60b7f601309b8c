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
    `warehouse  ${warehouse.file}`,
    `keys       npm run platform -- status --json`,
  ];
  for (const { name, pid, queries, waiting } of status.pipelines) {
    const table = plainTable([
      'query',
      'batch',
      'rows in last batch',
      'read',
      'written',
      'behind',
      'p95 latency',
    ]);
    for (const one of queries) {
      table.push([
        one.query,
        one.batch_id,
        ...[one.input_rows, one.rows_read, one.rows_written].map((n) => n.toLocaleString('en-US')),
        one.offsets_behind?.toLocaleString('en-US') ?? '-',
        one.latency_ms ? `${(one.latency_ms.p95 / 1000).toFixed(1)} s` : '-',
      ]);
    }
    for (const [query, what] of Object.entries(waiting)) lines.push('', `${query} of ${name}: ${what}`);
    lines.push(
      '',
      `pipeline ${name}: ${pid === null ? 'no job runs' : `job runs (pid ${pid})`}`,
      table.toString(),
    );
  }
  return lines.join('\n');
}

/** A table without colours, so that it reads the same in a terminal, a file and a test. */
export function plainTable(head: string[]): Table.Table {
  return new Table({ head, style: { head: [], border: [] } });
}
