import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/**
 * Adds one test per JSON document that a command prints: its published JSON Schema says what the code says.
 * `UPDATE_SCHEMAS=1` writes the files; format them with Prettier.
 *
 * @param folder Where the schema files lie; `<name>.schema.json` each.
 */
export function describeOutputSchemas(folder: string, outputs: Readonly<Record<string, z.ZodType>>): void {
  describe.each(Object.entries(outputs))('output %s', (name, schema) => {
    const file = join(folder, `${name}.schema.json`);
    const published = { title: name, ...z.toJSONSchema(schema) };

    it('is described by the published schema', () => {
      if (process.env['UPDATE_SCHEMAS']) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, `${JSON.stringify(published, null, 2)}\n`);
      }
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(published);
    });
  });
}
