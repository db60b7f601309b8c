import { z } from 'zod';
import { choice, fieldsOf, group, integer, list, money, optional, text } from './builder';

const words = { doc: 'A field.', example: 'x' };

describe('the builder', () => {
  it('reads back what it built', () => {
    expect(
      fieldsOf({ id: text({ ...words, max: 5 }), n: optional(integer({ doc: 'N.', example: 1 })) }),
    ).toEqual([
      { name: 'id', required: true, ...words, rule: { kind: 'text', min: 1, max: 5 } },
      {
        name: 'n',
        required: false,
        doc: 'N.',
        example: 1,
        rule: { kind: 'integer', min: -9007199254740991, max: 9007199254740991 },
      },
    ]);
  });

  it.each([
    ['a format of zod', z.email(), /zod string with email/],
    [
      'a rule added to a built field',
      text({ ...words, max: 5 }).startsWith('a'),
      /zod string with .*starts_with/,
    ],
    ['a type with no equal form', z.date(), /zod date/],
    ['a float', z.number(), /zod number/],
    ['a default, which would change the document', text({ ...words, max: 5 }).default('x'), /zod default/],
  ])('refuses %s and names it', (_, type, message) => {
    expect(() => fieldsOf({ field: type })).toThrow(
      expect.objectContaining({
        code: 'CONTRACT_RULE_REFUSED',
        where: 'field',
        message: expect.stringMatching(message),
      }),
    );
  });

  it.each([
    'a.b',
    '\\d+',
    '^a',
    'a$',
    '(?=a)',
    '(a)',
    'a*?',
    'a++',
    '[a&&[b]]',
    '[[:alpha:]]',
    'é',
    'a{2}{3}',
    '(?:a',
  ])('refuses the pattern %s', (pattern) => {
    expect(() => text({ ...words, max: 5, pattern })).toThrow(
      expect.objectContaining({ code: 'CONTRACT_RULE_REFUSED' }),
    );
  });

  it('refuses a name that is no column everywhere', () => {
    expect(() => fieldsOf({ pageUrl: text({ ...words, max: 5 }) })).toThrow(/"pageUrl" is no column name/);
  });

  it('gives zod types that enforce the same rules', () => {
    const type = group(
      {
        price: money(words),
        kind: choice(['a', 'b'], words),
        items: list(group({ id: text({ ...words, max: 2 }) }, { doc: 'Item.' }), { doc: 'Items.', max: 2 }),
      },
      { doc: 'All.' },
    );
    const good = { price: '12.50', kind: 'a', items: [{ id: '😀😀' }] };
    expect(type.safeParse(good).success).toBe(true);
    for (const bad of [{ price: '1e3' }, { kind: 'c' }, { items: [{ id: 'abc' }] }, { other: 1 }]) {
      expect(type.safeParse({ ...good, ...bad }).success).toBe(false);
    }
  });
});
