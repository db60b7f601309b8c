import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { check } from './check';
import type { PipelineContract } from './contract';
import { derivedFiles } from './derive';
import { publishedFiles, publishedFrom } from './published';
import { agrees, verdictOf } from './vectors/mutants';
import { bytesOf, parseVectors, type Vector } from './vectors/vector';

export { loosenedContracts, type Mutant } from './vectors/mutants';
export { agrees, bytesOf, parseVectors, type Vector };

/** Where a pipeline keeps its golden vectors, below its folder. */
const VECTORS = 'fixtures/vectors';

/**
 * Adds the tests that every pipeline needs of its contract: each definition is published, what is derived from it is up
 * to date, and each golden vector gets its verdict.
 *
 * @param root Absolute folder of the pipeline.
 */
export function describeContract(contract: PipelineContract, root: string): void {
  const workspace = join(root, '../../..');

  describe(`the contract of ${contract.pipeline}`, () => {
    const files = publishedFiles(root);
    const derived = [...derivedFiles(contract, relative(workspace, root), publishedFrom(files))];

    it(`has published every definition (nx run pipeline-${contract.pipeline}:schema-publish)`, () => {
      const report = check(contract, files, files);
      expect(report.events.filter(({ published }) => !published).map(({ event }) => event)).toEqual([]);
      expect(report.violations).toEqual([]);
    });

    it.each(derived)(
      `has an up-to-date %s (nx run pipeline-${contract.pipeline}:schema-compile)`,
      (path, text) => expect(readFileSync(join(workspace, path), 'utf8')).toBe(text),
    );

    const vectors = readVectors(join(root, VECTORS));

    it('gives every golden vector its verdict and its hash', () => {
      const wrong = vectors
        .filter((vector) => !agrees(contract, vector))
        .map((vector) => ({ name: vector.name, want: vector.expect, got: verdictOf(contract, vector) }));
      expect(wrong).toEqual([]);
    });

    it('has golden vectors that are taken, of every event, and such that are refused', () => {
      const taken = vectors.filter((vector) => vector.expect === null).map(typeOf);
      expect(new Set(taken)).toEqual(new Set(contract.events.map(({ name }) => name)));
      expect(vectors.length).toBeGreaterThan(taken.length);
    });
  });
}

/** All golden vectors of a folder. */
export function readVectors(folder: string): Vector[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));
  return files.sort().flatMap((file) => parseVectors(readFileSync(join(folder, file), 'utf8')));
}

const typeOf = (vector: Vector): unknown =>
  (JSON.parse(bytesOf(vector).toString()) as { event_type: unknown }).event_type;
