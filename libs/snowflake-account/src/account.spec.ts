import { pipelineSchema, snowflakeAccount } from './account';
import { externalGrantsOf, grantsOf, type Grant } from './grants';

const account = snowflakeAccount('prod');

/** All texts below a value. */
const texts = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(texts);

it('names everything so that no name needs quotes', () => {
  const { environment, warehouses, ...rest } = account;
  expect(environment).toBe('prod');
  const names = [...texts(rest), ...Object.values(warehouses).map(({ name }) => name)];
  for (const name of names) expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
});

it('gives the databases of two environments two names', () => {
  expect(snowflakeAccount('dev').database).not.toBe(account.database);
});

it('gives a pipeline a schema that unquoted SQL finds', () => {
  expect(pipelineSchema('order-items')).toBe('ORDER_ITEMS');
});

describe('grants', () => {
  const grants = grantsOf(account, ['clickstream', 'order-items']);
  const of = (role: string): Grant[] => grants.filter((grant) => grant.role === role);

  it('let analysts do nothing but read', () => {
    const privileges = of(account.roles.analyst).flatMap((grant) => grant.privileges);
    expect(new Set(privileges)).toEqual(new Set(['USAGE', 'SELECT']));
  });

  it('keep analysts out of the loader’s schema', () => {
    expect(texts(of(account.roles.analyst))).not.toContain(account.schemas.loader);
  });

  it('give the loader no privilege on what others made but the stage on the lake', () => {
    const others = of(account.roles.loader).filter(({ on }) => on.kind.startsWith('schema object'));
    expect(others.map(({ on, privileges }) => [texts(on).at(-1), privileges])).toEqual([['LAKE', ['USAGE']]]);
  });

  it('name every pipeline', () => {
    for (const role of [account.roles.loader, account.roles.analyst])
      expect(texts(of(role))).toEqual(expect.arrayContaining(['CLICKSTREAM', 'ORDER_ITEMS']));
  });

  it('of the external mode go to the admin role alone', () => {
    expect(new Set(externalGrantsOf(account).map(({ role }) => role))).toEqual(
      new Set([account.roles.admin]),
    );
  });
});
