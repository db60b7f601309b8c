import { LineIds, visitorId } from './identity';

const idsOf = (lines: readonly string[]): string[] => {
  const ids = new LineIds();
  return lines.map((line) => ids.next(line));
};

describe('event ids of a file', () => {
  it('are the same in every import', () => {
    expect(idsOf(['a', 'b'])).toEqual(idsOf(['a', 'b']));
    // Pinned: another release must not make other ids, or an old log imported again would count twice.
    expect(idsOf(['a', 'b'])).toEqual([
      '41a0370c-3d9f-8277-ba59-e8e01651911c',
      'abccbe9b-24d2-8bd3-aa13-60d605147a84',
    ]);
  });

  it('stay when the file grows', () => {
    expect(idsOf(['a', 'b', 'c']).slice(0, 2)).toEqual(idsOf(['a', 'b']));
  });

  it('differ for equal lines at different numbers', () => {
    expect(new Set(idsOf(['a', 'a', 'a'])).size).toBe(3);
  });

  it('differ for the same line at the same number of another file', () => {
    expect(idsOf(['a', 'same'])[1]).not.toBe(idsOf(['b', 'same'])[1]);
  });
});

it('a visitor has one name for one address', () => {
  expect(visitorId('83.149.9.216')).toBe('6727e28f-0fac-8fac-a7f6-e8b670591739');
  expect(visitorId('83.149.9.216')).not.toBe(visitorId('83.149.9.217'));
});
