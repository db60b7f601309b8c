import { repositoryOf } from './repository';
import { rules } from './rules';

describe.each(rules)('rule $name', (rule) => {
  it.each(rule.bad.map((example) => [example]))('finds %j', (example) => {
    expect(rule.check(repositoryOf(example))).toHaveLength(1);
  });

  it.each(rule.good.map((example) => [example]))('lets pass %j', (example) => {
    expect(rule.check(repositoryOf(example))).toEqual([]);
  });

  it('has examples of both', () => {
    expect([rule.bad.length, rule.good.length]).not.toContain(0);
  });
});
