import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REASON_KINDS, bytesOf, parseVectors, type Vector } from '@clickstream/schema';
import { clickstream } from './index';

const folder = join(__dirname, '../fixtures/vectors');
const vectors = ['handwritten', 'generated'].flatMap((name) =>
  parseVectors(readFileSync(join(folder, `${name}.jsonl`), 'utf8')),
);

function verdictOf(vector: Vector): Pick<Vector, 'expect' | 'hash'> {
  const decoded = clickstream.decode(bytesOf(vector));
  const verdict = decoded.ok ? clickstream.validate(decoded.document, vector.receivedAt) : decoded;
  return verdict.ok
    ? { expect: null, hash: clickstream.contentHash(verdict.event) }
    : { expect: { kind: verdict.kind, path: verdict.path } };
}

it('gives every golden vector its verdict and its hash', () => {
  const wrong = vectors
    .map((vector) => ({
      name: vector.name,
      want: { expect: vector.expect, hash: vector.hash },
      got: verdictOf(vector),
    }))
    .filter(({ want, got }) => JSON.stringify(want) !== JSON.stringify(got));
  expect(wrong).toEqual([]);
});

it('has vectors enough, of every kind and of every event', () => {
  expect(vectors.length).toBeGreaterThanOrEqual(500);
  const kinds = new Set(vectors.map((vector) => vector.expect?.kind));
  expect(kinds).toEqual(new Set([undefined, ...REASON_KINDS]));
  const names = vectors.map((vector) => vector.name.split(':')[0]);
  for (const { name } of clickstream.events) expect(names).toContain(name);
});
