import fc from 'fast-check';
import { collidingName, nameViolations, namesOf } from './names';

const valid = fc
  .stringMatching(/^[a-z][a-z0-9]{0,12}(-[a-z0-9]{1,8}){0,3}$/)
  .filter((name) => nameViolations(name).length === 0);

describe('the name of a pipeline', () => {
  it('gives a name that each target takes', () => {
    fc.assert(
      fc.property(valid, (name) => {
        const { snake, project } = namesOf(name);
        expect(snake).toMatch(/^[a-z][a-z0-9_]{0,39}$/);
        expect(project.length).toBeLessThanOrEqual(214);
      }),
    );
  });

  it('takes 40 characters and no more', () => {
    expect(nameViolations('a'.repeat(40))).toEqual([]);
    expect(nameViolations('a'.repeat(41))).toEqual([expect.stringContaining('at most 40 characters')]);
  });

  it.each([
    ['Orders', 'lower-case'],
    ['1st', 'lower-case'],
    ['order', 'reserved word of SQL'],
    ['class', 'keyword of Python'],
    ['new', 'reserved word of TypeScript'],
    ['web-', 'end in a hyphen'],
    ['a--b', 'two in a row'],
    ['loader', 'used by the platform'],
  ])('refuses %s', (name, reason) => {
    expect(nameViolations(name).join()).toContain(reason);
  });

  it('reports all violations together', () => {
    expect(nameViolations(`${'A'.repeat(41)}-`)).toHaveLength(3);
  });
});

it('finds a collision after normalisation, not with itself', () => {
  expect(collidingName('web-shop', ['orders', 'web_shop'])).toBe('web_shop');
  expect(collidingName('web-shop', ['web-shop', 'webshop'])).toBeUndefined();
});
