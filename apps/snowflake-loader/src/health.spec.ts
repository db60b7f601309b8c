import { healthRecord } from './health';

function record() {
  const clock = { ms: Date.UTC(2015, 4, 17) };
  return { clock, health: healthRecord(5_000, () => clock.ms) };
}

describe('the health of a loader', () => {
  it('is ok from the start, and while looks succeed', () => {
    const { clock, health } = record();
    expect(health.now()).toEqual({ status: 'ok', lastSuccess: null, problem: null });
    clock.ms += 64_000;
    health.looked();
    expect(health.now()).toEqual({ status: 'ok', lastSuccess: '2015-05-17T00:01:04.000Z', problem: null });
  });

  it('outlives a short failure, and names it', () => {
    const { clock, health } = record();
    health.looked();
    health.failed('LAKE_UNREACHABLE away');
    clock.ms += 10_000;
    expect(health.now()).toMatchObject({ status: 'ok', problem: 'LAKE_UNREACHABLE away' });
    health.looked();
    expect(health.now().problem).toBeNull();
  });

  it('fails after a minute and a poll without progress', () => {
    const { clock, health } = record();
    health.looked();
    health.failed('LAKE_UNREACHABLE away');
    clock.ms += 65_001;
    expect(health.now()).toMatchObject({ status: 'failing', lastSuccess: '2015-05-17T00:00:00.000Z' });
  });

  it('is ok during a long catch-up', () => {
    const { clock, health } = record();
    for (let unit = 0; unit < 5; unit += 1) {
      clock.ms += 60_000;
      health.advanced();
    }
    expect(health.now()).toEqual({ status: 'ok', lastSuccess: null, problem: null });
  });
});
