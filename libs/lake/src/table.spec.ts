import { recordedTable } from './testing';
import { parseTable } from './table';

const EMPTY = {
  metadata: {
    'format-version': 2,
    'current-snapshot-id': -1,
    'current-schema-id': 0,
    schemas: [{ 'schema-id': 0, fields: [{ name: 'headers', required: false, type: { type: 'list' } }] }],
  },
};

describe('a table read from the catalog', () => {
  it('has its snapshots by exact id', () => {
    const table = recordedTable();
    expect(table.currentSnapshotId).toBe('6558051469517657862');
    expect(table.snapshots.get('6558051469517657862')).toMatchObject({
      parentId: '8596070791849097154',
      sequence: 5,
      operation: 'append',
      summary: { 'added-records': '1' },
    });
  });

  it('has the columns of its current schema', () => {
    expect(recordedTable().columns.slice(0, 2)).toEqual([
      { name: 'event_id', type: 'string', required: true },
      { name: 'occurred_at', type: 'timestamptz', required: false },
    ]);
  });

  it('may be empty', () => {
    const table = parseTable('clickstream', 'events', EMPTY);
    expect([table.currentSnapshotId, table.snapshots.size]).toEqual([undefined, 0]);
  });

  it('names the nested type only', () => {
    expect(parseTable('clickstream', 'events', EMPTY).columns).toEqual([
      { name: 'headers', type: 'list', required: false },
    ]);
  });

  it.each([
    ['of another format version', { metadata: { ...EMPTY.metadata, 'format-version': 3 } }, /version 2/],
    [
      'without its current schema',
      { metadata: { ...EMPTY.metadata, 'current-schema-id': 7 } },
      /no schema 7/,
    ],
    ['that is no metadata at all', { hello: 'world' }, /metadata/],
  ])('is refused %s', (_what, response, message) => {
    const reading = (): unknown => parseTable('clickstream', 'events', response);
    expect(reading).toThrow(message);
    expect(reading).toThrow(
      expect.objectContaining({ code: 'LAKE_METADATA_BROKEN', where: 'clickstream.events' }),
    );
  });
});
