import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseJson } from './json';
import { parseTable, type LakeTable, type Snapshot } from './table';

const FIXTURES = join(__dirname, '../fixtures');

/** The recorded table of `fixtures/README.md`. */
export function recordedTable(): LakeTable {
  return parseTable(
    'clickstream',
    'events_tiny',
    parseJson(readFileSync(join(FIXTURES, 'table.json'), 'utf8')),
  );
}

export function recordedSnapshot(id: string): Snapshot {
  const snapshot = recordedTable().snapshots.get(id);
  if (!snapshot) throw new Error(`no recorded snapshot ${id}`);
  return snapshot;
}

/** Reads the recorded manifest lists and manifests by the name that the table gives them. */
export function readRecorded(location: string): Promise<Uint8Array> {
  return Promise.resolve(readFileSync(join(FIXTURES, 'metadata', basename(location))));
}
