import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findWorkspace } from './home';
import { LEAVES } from './leaves';
import { referencePage } from './reference';

it('docs/configuration.md is what the schema says (else: npx nx run config:docs)', () => {
  const page = readFileSync(join(findWorkspace(__dirname), 'docs', 'configuration.md'), 'utf8');
  expect(page).toBe(referencePage());
});

describe('every setting', () => {
  it('has a variable of its own', () => {
    expect(new Set(LEAVES.map((leaf) => leaf.variable)).size).toBe(LEAVES.length);
  });

  it.each(LEAVES.map((leaf) => [leaf.path, leaf] as const))('%s accepts its own example', (_path, leaf) => {
    const asNumber = leaf.schema.safeParse(Number(leaf.example)).success;
    const asList = leaf.schema.safeParse(leaf.example.split(',')).success;
    const kinds = leaf.path === 'warehouse.kind'; // its example is one of two literals
    expect(asNumber || asList || kinds || leaf.schema.safeParse(leaf.example).success).toBe(true);
  });
});
