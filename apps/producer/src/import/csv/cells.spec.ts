import { readCell } from './cells';

describe('a cell', () => {
  it.each([
    ['text', ' as it is ', ' as it is '],
    ['integer', '-12', -12],
    ['boolean', 'TRUE', true],
    ['boolean', 'false', false],
    ['time', '2026-03-02T08:00:00.120Z', '2026-03-02T08:00:00.120Z'],
    ['time', '2026-03-02 08:00', '2026-03-02T06:00:00.000Z'],
    ['time', '2026-03-02 08:00:00,5', '2026-03-02T06:00:00.500Z'],
    ['time', '2026-03-02 08:00:00 -0530', '2026-03-02T13:30:00.000Z'],
    ['time', '2026-03-02T00:30:00+01:00', '2026-03-01T23:30:00.000Z'],
    ['seconds', '1772438400', '2026-03-02T08:00:00.000Z'],
    ['seconds', '1772438400.25', '2026-03-02T08:00:00.250Z'],
    ['milliseconds', '1772438400120', '2026-03-02T08:00:00.120Z'],
    ['json', '[{"item_id":"a"}]', [{ item_id: 'a' }]],
  ] as const)('read as %s: %s', (as, cell, value) => {
    expect(readCell(cell, as, '+02:00')).toEqual({ value });
  });

  it.each([
    ['integer', '1.5', '"1.5" is no whole number'],
    ['integer', '0x10', '"0x10" is no whole number'],
    ['boolean', 'yes', '"yes" is no boolean'],
    ['time', '02.03.2026 08:00', '"02.03.2026 08:00" is no time like 2026-03-02 08:00:00Z'],
    ['time', '2026-03-02 08:00:00', '"2026-03-02 08:00:00" is no time like 2026-03-02 08:00:00Z'],
    ['time', '2026-02-30T08:00:00Z', '"2026-02-30T08:00:00Z" is no time like 2026-03-02 08:00:00Z'],
    ['time', '2026-03-02T25:00:00Z', '"2026-03-02T25:00:00Z" is no time like 2026-03-02 08:00:00Z'],
    ['seconds', 'soon', '"soon" is no seconds since 1970'],
    ['milliseconds', '9999999999999999', '"9999999999999999" is no milliseconds since 1970'],
    ['json', '{', '"{" is no JSON'],
    ['integer', 'x'.repeat(50), `"${'x'.repeat(40)}…" is no whole number`],
  ] as const)('that is no %s is refused: %s', (as, cell, reason) => {
    expect(readCell(cell, as, undefined)).toEqual({ reason });
  });
});
