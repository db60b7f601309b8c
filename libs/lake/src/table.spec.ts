import { recordedTable } from './testing';
import { parseTable } from './table';

const EMPTY = {
  metadata: {
    'format-version': 2,
    'current-snapshot-id': -1,
    'current-schema-id': 0,
    schemas: [
      { 'schema-id': 0, fields: [{ id: 1, name: 'headers', required: false, type: { type: 'list' } }] },
    ],
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
      { id: 1, name: 'event_id', type: 'string', required: true },
      { id: 2, name: 'occurred_at', type: 'timestamptz', required: false },
    ]);
  });

  it('may be empty', () => {
    const table = parseTable('clickstream', 'events', EMPTY);
    expect([table.currentSnapshotId, table.snapshots.size]).toEqual([undefined, 0]);
  });

  it('names the nested type only', () => {
    expect(parseTable('clickstream', 'events', EMPTY).columns).toEqual([
      { id: 1, name: 'headers', type: 'list', required: false },
    ]);
  });

  it('knows its earlier schemas, and which one a snapshot was written with', () => {
    const [first] = EMPTY.metadata.schemas;
    const later = {
      'schema-id': 1,
      fields: [...(first?.fields ?? []), { id: 2, name: 'b', type: 'long', required: false }],
    };
    const snapshot = {
      ...{
        'snapshot-id': 5,
        'sequence-number': 1,
        'timestamp-ms': 1,
        'manifest-list': 's3://l',
        'schema-id': 0,
      },
      summary: { operation: 'append' },
    };
    const table = parseTable('clickstream', 'events', {
      metadata: {
        ...EMPTY.metadata,
        'current-snapshot-id': 5,
        'current-schema-id': 1,
        schemas: [first, later],
        snapshots: [snapshot],
      },
    });
    const written = table.schemas.get(table.snapshots.get('5')?.schemaId ?? -1);
    expect([table.columns, written].map((columns) => columns?.map((one) => one.name))).toEqual([
      ['headers', 'b'],
      ['headers'],
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
