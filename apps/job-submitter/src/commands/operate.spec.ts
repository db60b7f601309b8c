import { requireMeant } from './operate';

const plan = { environment: 'dev', pipeline: 'shop' } as const;

describe('a plan', () => {
  it.each([{}, { env: 'dev' }, { pipeline: 'shop' }, { env: 'dev', pipeline: 'shop' }])(
    'is the one that is meant by %j',
    (meant) => {
      expect(() => requireMeant(plan, meant)).not.toThrow();
    },
  );

  it.each([
    [{ env: 'prod' }, 'PLAN_OF_ANOTHER_ENVIRONMENT', 'prepare --env prod --pipeline shop'],
    [{ env: 'dev', pipeline: 'orders' }, 'PLAN_OF_ANOTHER_PIPELINE', 'prepare --env dev --pipeline orders'],
  ])('is refused when %j is meant', (meant, code, next) => {
    expect(() => requireMeant(plan, meant)).toThrow(
      expect.objectContaining({ code, exitCode: 2, next: expect.stringContaining(next) as string }),
    );
  });
});
