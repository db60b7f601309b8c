import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { stringify } from 'lossless-json';
import type { PlatformConfig } from '@clickstream/config';
import { PlatformError } from '@clickstream/errors';
import { catalogSettings, storeOf } from '../connections';
import { connectCatalog, tablePath, type CatalogClient } from '../catalog-client';
import type { Bounds } from '../manifest';
import type { ObjectStore } from '../object-store';
import { manifestListOf, manifestOf, type NewFile } from './metadata-files';
import { tableState, type TableState } from './table-state';

/** Rows on this machine that are to become part of a table. */
export interface LocalParquet {
  readonly path: string;
  readonly rows: number;
  /** What readers may skip the file by; by column id. */
  readonly bounds?: ReadonlyMap<number, Bounds>;
}

/** A column of a table that is made; its id stays the same for ever. */
export interface NewColumn {
  readonly id: number;
  readonly name: string;
  /** Iceberg's type: a word, or the JSON of a nested one. */
  readonly type: string | object;
  readonly required: boolean;
}

/** Appends to unpartitioned tables of Iceberg format 2; what streams write is Spark's. */
export interface LakeWriter {
  /** Creates the table unless it is there. */
  ensureTable(namespace: string, name: string, columns: readonly NewColumn[]): Promise<void>;
  /**
   * Adds files as one snapshot, whose summary then has the properties too. Others may append at the same time: the loser of a race takes what the winner wrote as its
   * parent, and tries again.
   *
   * @throws PlatformError LAKE_COMMIT_LOST when others were faster again and again, and those of the lake.
   */
  append(
    namespace: string,
    name: string,
    files: readonly LocalParquet[],
    properties?: Readonly<Record<string, string>>,
  ): Promise<void>;
  close(): void;
}

const TRIES = 5;
const OK = 200;
const CONFLICT = 409;

/** @throws PlatformError SECRET_MISSING */
export async function connectLakeWriter(
  config: Pick<PlatformConfig, 'lake' | 's3'>,
  now: () => number = Date.now,
): Promise<LakeWriter> {
  const store = await storeOf(config);
  const catalog = connectCatalog(catalogSettings(config, store));
  return {
    ensureTable: (namespace, name, columns) => ensureTable(catalog, namespace, name, columns),
    append: (namespace, name, files, properties = {}) =>
      append({ store, catalog, now }, tablePath(namespace, name), files, properties),
    close: () => store.close(),
  };
}

async function ensureTable(
  catalog: CatalogClient,
  namespace: string,
  name: string,
  columns: readonly NewColumn[],
): Promise<void> {
  if ((await catalog.get(tablePath(namespace, name))).status === OK) return;
  const space = await catalog.post('/namespaces', JSON.stringify({ namespace: [namespace] }));
  if (space.status !== CONFLICT) await space.json();
  const fields = columns.map(({ id, name: column, type, required }) => ({
    id,
    name: column,
    type,
    required,
  }));
  const created = await catalog.post(
    `/namespaces/${encodeURIComponent(namespace)}/tables`,
    JSON.stringify({ name, schema: { type: 'struct', 'schema-id': 0, fields }, properties: PROPERTIES }),
  );
  if (created.status !== CONFLICT) await created.json();
}

const PROPERTIES = { 'format-version': '2', 'write.metadata.delete-after-commit.enabled': 'true' };

interface Connections {
  readonly store: ObjectStore;
  readonly catalog: CatalogClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

async function append(
  { store, catalog, now }: Connections,
  path: string,
  local: readonly LocalParquet[],
  properties: Readonly<Record<string, string>>,
): Promise<void> {
  const load = async (): Promise<TableState> => tableState(path, await (await catalog.get(path)).json());
  let table = await load();
  const files = await upload(store, table, local);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const snapshot = await writeSnapshot(store, table, files, now());
    Object.assign(snapshot.summary, properties);
    const answer = await answerOf(catalog.post(path, stringify(commitOf(table, snapshot)) ?? ''));
    if (answer !== undefined && answer.status !== CONFLICT && answer.status < 500) {
      await answer.json();
      return;
    }
    table = await load();
    // The answer may have been lost and not the commit.
    if (table.snapshotIds.has(snapshot['snapshot-id'])) return;
  }
  throw new PlatformError({
    code: 'LAKE_COMMIT_LOST',
    message: `${TRIES} tries to append lost to other writers`,
    where: path,
    next: 'run it again when less is written',
    retry: 'backoff',
  });
}

/** @returns undefined when nobody answered: whether the commit happened, the table says. */
async function answerOf<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'LAKE_UNREACHABLE') return undefined;
    throw error;
  }
}

/** Named by content, so that what is written again is the same object. */
async function upload(
  store: ObjectStore,
  table: TableState,
  local: readonly LocalParquet[],
): Promise<NewFile[]> {
  const files: NewFile[] = [];
  for (const { path, rows, bounds = new Map<number, Bounds>() } of local) {
    const bytes = await readFile(path);
    const location = `${table.location}/data/${sha256(bytes)}.parquet`;
    await store.write(location, bytes);
    files.push({ location, rows, bytes: bytes.length, bounds });
  }
  return files;
}

type NewSnapshot = Awaited<ReturnType<typeof writeSnapshot>>;

/** Writes the metadata of a snapshot; it is part of the table when the catalog says so. */
async function writeSnapshot(store: ObjectStore, table: TableState, files: readonly NewFile[], atMs: number) {
  const { current } = table;
  const name = sha256(
    Buffer.from(JSON.stringify([String(current?.id), atMs, files.map((file) => file.location)])),
  );
  // 63 bits: Iceberg's ids are positive.
  const snapshotId = BigInt(`0x${name.slice(0, 16)}`) >> 1n;
  const sequence = BigInt(table.sequence + 1);
  const owner = { snapshotId, sequence, schema: table.schema, specId: table.specId };
  const manifest = manifestOf(files, owner);
  const manifestAt = `${table.location}/metadata/${name}-m0.avro`;
  await store.write(manifestAt, manifest);
  const parent = current && {
    location: current.manifestList,
    bytes: await store.read(current.manifestList),
  };
  const listAt = `${table.location}/metadata/snap-${snapshotId}-${name}.avro`;
  const list = await manifestListOf({ location: manifestAt, bytes: manifest.length }, files, owner, parent);
  await store.write(listAt, list);
  return {
    'snapshot-id': snapshotId,
    ...(current ? { 'parent-snapshot-id': current.id } : {}),
    'sequence-number': table.sequence + 1,
    'timestamp-ms': atMs,
    'manifest-list': listAt,
    'schema-id': table.schemaId,
    summary: summaryOf(files, current?.summary ?? {}),
  };
}

function summaryOf(
  files: readonly NewFile[],
  before: Readonly<Record<string, string>>,
): Record<string, string> {
  const added = {
    'data-files': files.length,
    records: files.reduce((sum, file) => sum + file.rows, 0),
    'files-size': files.reduce((sum, file) => sum + file.bytes, 0),
  };
  const counts = Object.entries(added).flatMap(([what, count]) => [
    [`added-${what}`, String(count)],
    [`total-${what}`, String(Number(before[`total-${what}`] ?? 0) + count)],
  ]);
  return { operation: 'append', ...Object.fromEntries(counts) };
}

/** "CommitTableRequest": only when the branch still ends where this snapshot begins. */
function commitOf(table: TableState, snapshot: NewSnapshot): object {
  return {
    requirements: [
      { type: 'assert-table-uuid', uuid: table.uuid },
      { type: 'assert-ref-snapshot-id', ref: 'main', 'snapshot-id': table.current?.id ?? null },
    ],
    updates: [
      { action: 'add-snapshot', snapshot },
      {
        action: 'set-snapshot-ref',
        'ref-name': 'main',
        type: 'branch',
        'snapshot-id': snapshot['snapshot-id'],
      },
    ],
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
