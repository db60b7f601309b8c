import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PlatformError, messageOf } from '@clickstream/errors';
import type { Registry } from 'prom-client';
import type { HealthRecord } from './health';

export interface Listen {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface TelemetryServer {
  /** Base address, as `http://127.0.0.1:9464`. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves `GET /metrics` (Prometheus) and `GET /health` (200 or 503, with JSON).
 *
 * @throws PlatformError METRICS_PORT_TAKEN
 */
export async function serveTelemetry(
  { host, port }: Listen,
  registry: Registry,
  health: HealthRecord,
): Promise<TelemetryServer> {
  const server = createServer((request, response) => {
    switch (request.url) {
      case '/metrics':
        return void sendMetrics(registry, response);
      case '/health':
        return sendHealth(health, response);
      default:
        response.writeHead(404).end();
    }
  });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw cannotListen(host, port, error);
  }
  const bound = server.address() as AddressInfo;
  return {
    address: `http://${host}:${bound.port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function sendMetrics(registry: Registry, response: ServerResponse): Promise<void> {
  const text = await registry.metrics();
  response.writeHead(200, { 'content-type': registry.contentType }).end(text);
}

function sendHealth(health: HealthRecord, response: ServerResponse): void {
  const now = health.now();
  response
    .writeHead(now.status === 'ok' ? 200 : 503, { 'content-type': 'application/json' })
    .end(JSON.stringify(now));
}

function cannotListen(host: string, port: number, cause: unknown): PlatformError {
  return new PlatformError({
    code: 'METRICS_PORT_TAKEN',
    message: `metrics cannot be served: ${messageOf(cause)}`,
    where: `${host}:${port}`,
    next: 'pass another --listen <host>:<port>; port 0 takes a free one',
    exitCode: 2,
    cause,
  });
}
