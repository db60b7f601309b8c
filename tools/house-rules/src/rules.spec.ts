import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryOf } from './repository';
import type { Rule } from './rule';
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

it('the page for developers lists every rule, with what to write in its place', () => {
  const page = readFileSync(join(__dirname, '../../../docs/development.md'), 'utf8');
  const row = ({ name, bans, instead }: Rule): string => `| \`${name}\` | ${bans} | ${instead} |`;
  const section = /^## House rules$[^]*?(?=^## )/m.exec(page)?.[0];
  expect(section?.match(/^\| `.*$/gm)).toEqual(rules.map(row));
});
