import type { PlatformConfig } from '@clickstream/config';
import { asArgument, jobSettings } from './settings';

const settingsIn = (environment: PlatformConfig['environment']): object =>
  jobSettings(
    {
      environment,
      kafka: {},
      s3: { region: 'eu-central-1' },
      lake: {},
      storage: {},
      spark: {},
    } as PlatformConfig,
    'orders',
    'progress.json',
  );

describe('settings of a job', () => {
  it('send numbers to where the alarms of the pipeline watch them', () =>
    expect(settingsIn('prod')).toMatchObject({
      metrics: { namespace: 'clickstream/prod/orders', region: 'eu-central-1', endpoint: null },
    }));

  it('say that the catalog places raw, where nothing else does', () =>
    expect(settingsIn('local')).toMatchObject({ lake: { rawLocation: null } }));

  it('send none from this machine', () => expect(settingsIn('local')).toMatchObject({ metrics: null }));

  it('are an argument in which YARN finds no variable of its own', () => {
    const settings = { a: { b: { c: [{}] } }, d: {} };
    expect(asArgument(settings)).not.toMatch(/\{\{|\}\}/);
    expect(JSON.parse(asArgument(settings))).toEqual(settings);
  });
});
