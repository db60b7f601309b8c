import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { jarSets, parseSums, removeWrongJars } from '../src/jars.mjs';

// SHA-256 of the text "whole".
const WHOLE = '5d5766cf2d78701614200418ee1450690d9af12c84d52545e4802f001ad53099';

test('a half-downloaded or unknown jar is removed, a whole one kept', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'jars-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'whole.jar'), 'whole');
  writeFileSync(join(folder, 'half.jar'), 'who');
  writeFileSync(join(folder, 'unknown.jar'), 'x');
  const expected = new Map([
    ['whole.jar', WHOLE],
    ['half.jar', WHOLE],
  ]);
  assert.deepEqual(removeWrongJars(folder, expected).sort(), ['half.jar', 'unknown.jar']);
  assert.deepEqual(readdirSync(folder), ['whole.jar']);
});

test('the locks of both jar sets can be read', () => {
  for (const set of jarSets) {
    const sums = parseSums(readFileSync(new URL(`../../jars/${set}/SHA256SUMS`, import.meta.url), 'utf8'));
    assert.ok(sums.size > 5);
    for (const [jar, sum] of sums) assert.match(`${sum} ${jar}`, /^[0-9a-f]{64} [\w.+-]+\.jar$/);
  }
});
