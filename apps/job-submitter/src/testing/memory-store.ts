import { sha256 } from '../bundle/digest';
import type { ObjectStore } from '../store/object-store';

/** A store in memory, with the rules of S3 that this app relies on; `store-contract.ts` holds both to them. */
export function memoryStore(): ObjectStore & { age(uri: string, seconds: number): void } {
  const objects = new Map<string, { content: Uint8Array; age: number }>();
  return {
    async read(uri) {
      const found = objects.get(uri);
      return found && { content: found.content, tag: sha256(found.content), ageSeconds: found.age };
    },
    size: async (uri) => objects.get(uri)?.content.byteLength,
    async create(uri, content) {
      if (objects.has(uri)) return false;
      objects.set(uri, { content, age: 0 });
      return true;
    },
    async write(uri, content) {
      objects.set(uri, { content, age: 0 });
    },
    async remove(uri) {
      objects.delete(uri);
    },
    async list(folder) {
      const prefix = folder.endsWith('/') ? folder : `${folder}/`;
      const below = [...objects.keys()]
        .filter((uri) => uri.startsWith(prefix))
        .map((uri) => uri.slice(prefix.length));
      return [...new Set(below.map((name) => name.replace(/\/.*/, '/')))].sort();
    },
    close() {
      // Nothing is open.
    },
    /** Lets an object be written so long ago. */
    age(uri, seconds) {
      const found = objects.get(uri);
      if (found) found.age = seconds;
    },
  };
}
