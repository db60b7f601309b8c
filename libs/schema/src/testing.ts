import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { PipelineContract } from './contract';
import { derivedFiles } from './derive';
import { publishedFiles, publishedFrom } from './published';
import { bytesOf, parseVectors, type Vector } from './vectors/vector';

/** Where a pipeline keeps its golden vectors, below its folder. */
const VECTORS = 'fixtures/vectors';

/**
 * Adds the tests that every pipeline needs of its contract: what is derived from it is up to date, and each golden
 * vector gets its verdict.
 *
 * @param root Absolute folder of the pipeline.
 */
export function describeContract(contract: PipelineContract, root: string): void {
  const workspace = join(root, '../../..');

  describe(`the contract of ${contract.pipeline}`, () => {
    const published = publishedFrom(publishedFiles(root));
    const derived = [...derivedFiles(contract, relative(workspace, root), published)];

    it.each(derived)(
      `has an up-to-date %s (nx run pipeline-${contract.pipeline}:schema-compile)`,
      (path, text) => expect(readFileSync(join(workspace, path), 'utf8')).toBe(text),
    );

    const vectors = readVectors(join(root, VECTORS));

    it('gives every golden vector its verdict', () => {
      const expected = vectors.map(({ name, expect: verdict }) => ({ name, verdict }));
      expect(vectors.map((vector) => ({ name: vector.name, verdict: verdictOf(contract, vector) }))).toEqual(
        expected,
      );
    });

    it('has golden vectors that are taken, of every event, and such that are refused', () => {
      const taken = vectors.filter((vector) => vector.expect === null).map(typeOf);
      expect(new Set(taken)).toEqual(new Set(contract.events.map(({ name }) => name)));
      expect(vectors.length).toBeGreaterThan(taken.length);
    });
  });
}

function readVectors(folder: string): Vector[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));
  return files.sort().flatMap((file) => parseVectors(readFileSync(join(folder, file), 'utf8')));
}

function verdictOf(contract: PipelineContract, vector: Vector): Vector['expect'] {
  const decoded = contract.decode(bytesOf(vector));
  const verdict = decoded.ok ? contract.validate(decoded.document, vector.receivedAt) : decoded;
  return verdict.ok ? null : { kind: verdict.kind, path: verdict.path };
}

const typeOf = (vector: Vector): unknown =>
  (JSON.parse(bytesOf(vector).toString()) as { event_type: unknown }).event_type;
