import { ident, identList, literal, qualified } from './sql';

it('quotes names and texts so that none can leave its place', () => {
  expect([ident('a"b'), qualified('order', 'x y'), identList(['a', 'b'], 's'), literal("it's")]).toEqual([
    '"a""b"',
    '"order"."x y"',
    's."a", s."b"',
    "'it''s'",
  ]);
});
