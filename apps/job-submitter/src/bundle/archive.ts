import { zipSync, type Zippable } from 'fflate';

/** The first moment that a zip file can name; taken in local time, as it is written. */
const NO_TIME = new Date(1980, 0, 1);
/** Unix, a plain file, readable by all: Python asks for the mode. */
const UNIX = 3;
const MODE = 0o100644 << 16;

/** A zip file whose bytes follow from the names and contents alone. */
export function archive(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted: Zippable = {};
  for (const name of [...files.keys()].sort()) sorted[name] = files.get(name) as Uint8Array;
  return zipSync(sorted, { mtime: NO_TIME, os: UNIX, attrs: MODE, level: 9 });
}
