import { gunzipSync } from 'node:zlib';
import { text, type ObjectStore } from './object-store';

/** The last lines of a log that AWS put into S3, compressed; none when it is not there yet. */
export async function lastLogLines(store: ObjectStore, uri: string, count: number): Promise<string[]> {
  const found = await store.read(uri);
  if (!found) return [];
  return text(gunzipSync(found.content)).split('\n').filter(Boolean).slice(-count);
}
