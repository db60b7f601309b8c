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

  it.each<[string, () => unknown, RegExp]>([
    [
      'an example that breaks the rule',
      () => text({ ...words, example: 'xx', max: 1 }),
      /the example "xx" is not a/,
    ],
    ['an example of another type', () => integer(words), /the example "x" is not a whole number/],
    ['a field without a doc', () => text({ ...words, doc: ' ', max: 1 }), /no doc/],
    ['a text that is never long enough', () => text({ ...words, min: 3, max: 2 }), /3 to 2 is no range/],
    ['a text larger than a record', () => text({ ...words, max: 65_537 }), /is no range of whole numbers/],
    ['a fraction as a bound', () => integer({ ...words, example: 1, min: 0.5 }), /0.5 to .* is no range/],
    [
      'a bound that JSON numbers do not carry',
      () => integer({ ...words, example: 1, max: 2 ** 53 }),
      /is no range/,
    ],
    ['a value named twice', () => choice(['x', 'x'], words), /named twice/],
    ['an empty list', () => list(group({}, { doc: 'Item.' }), { doc: 'Items.', max: 0 }), /holds nothing/],
    [
      'a list of texts',
      () => list(text({ ...words, max: 1 }) as never, { doc: 'Items.', max: 1 }),
      /groups only/,
    ],
    [
      'a list in a list',
      () =>
        list(group({ l: list(group({}, { doc: 'I.' }), { doc: 'L.', max: 1 }) }, { doc: 'O.' }), {
          doc: 'L.',
          max: 1,
        }),
      /list inside a list/,
    ],
  ])('refuses %s', (_, build, message) => {
    expect(build).toThrow(
      expect.objectContaining({ code: 'CONTRACT_RULE_REFUSED', message: expect.stringMatching(message) }),
    );
  });

  it('refuses a name that is no column everywhere', () => {
    expect(() => fieldsOf({ pageUrl: text({ ...words, max: 5 }) })).toThrow(/"pageUrl" is no column name/);
  });

  it('gives zod types that enforce the same rules', () => {
    const type = group(
      {
        price: money({ doc: 'Price.', example: '1' }),
        kind: choice(['a', 'b'], { doc: 'Kind.', example: 'a' }),
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
