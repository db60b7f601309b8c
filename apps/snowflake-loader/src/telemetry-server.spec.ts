import { healthRecord } from './health';
import { createMetrics } from './metrics';
import { healthSchema } from './outputs';
import { serveTelemetry, type TelemetryServer } from './telemetry-server';

const LOCAL = { host: '127.0.0.1', port: 0 };
let server: TelemetryServer;
let clock: { ms: number };

beforeEach(async () => {
  clock = { ms: 0 };
  const health = healthRecord(1_000, () => clock.ms);
  server = await serveTelemetry(LOCAL, createMetrics('clickstream').registry, health);
});
afterEach(() => server.close());

describe('the telemetry server', () => {
  it('serves metrics as Prometheus reads them', async () => {
    const response = await fetch(`${server.address}/metrics`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/plain; version=0.0.4'),
    ]);
    expect(await response.text()).toMatch(/^# TYPE loader_units_total counter$/m);
  });

  it('answers 503 when the loader does not get on', async () => {
    const [well, ill] = [await fetch(`${server.address}/health`), (clock.ms = 70_000)];
    const later = await fetch(`${server.address}/health`);
    expect([well.status, later.status, ill]).toEqual([200, 503, 70_000]);
    expect(healthSchema.parse(await later.json()).status).toBe('failing');
  });

  it('knows no other page', async () => {
    expect((await fetch(`${server.address}/`)).status).toBe(404);
  });

  it('says when its port is taken', async () => {
    const port = Number(new URL(server.address).port);
    const health = healthRecord(1_000);
    await expect(
      serveTelemetry({ ...LOCAL, port }, createMetrics('clickstream').registry, health),
    ).rejects.toMatchObject({ code: 'METRICS_PORT_TAKEN', exitCode: 2 });
  });
});
