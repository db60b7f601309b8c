import { parseJson } from './json';

it('keeps integers that a double cannot hold', () => {
  expect(parseJson('{"snapshot-id": 8596070791849097154, "version": 2, "ratio": 0.5, "rows": 1e3}')).toEqual({
    'snapshot-id': 8596070791849097154n,
    version: 2,
    ratio: 0.5,
    rows: 1000,
  });
});
