import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PlatformError } from '@clickstream/errors';
import { catalogOf } from './catalog';
import { compiledText } from './compile';
import { PipelineContract } from './contract';
import { jsonSchemaOf } from './json-schema';
import { versionsOf, type Published } from './published';
import { majorOf } from './versions';

/**
 * Everything that is made from the definitions of a pipeline, by path from the workspace. Nothing of it is edited.
 *
 * @throws PlatformError BREAKING_CHANGE when an event breaks its published version without an upcast.
 */
export function derivedFiles(
  contract: PipelineContract,
  root: string,
  published: Published,
): Map<string, string> {
  const versions = versionsOf(contract, published);
  for (const { name, upcasts } of contract.events) {
    if (majorOf(versions[name]?.current ?? '') === upcasts.length + 1) continue;
    throw new PlatformError({
      code: 'BREAKING_CHANGE',
      message: `"${name}" breaks its published version and has no upcast for it`,
      where: root,
      next: `nx run pipeline-${contract.pipeline}:schema-check says what breaks and what to do`,
    });
  }
  const versioned = new PipelineContract(contract.pipeline, contract.time, contract.events, versions);
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  return new Map([
    [join(root, 'derived/versions.json'), json(versions)],
    [join(root, 'derived/contract.json'), compiledText(versioned)],
    ...contract.events.map(({ name }): [string, string] => [
      join(root, `derived/json-schema/${name}.json`),
      json(jsonSchemaOf(versioned.model(name))),
    ]),
    [join('docs/events', `${contract.pipeline}.md`), catalogOf(versioned)],
  ]);
}

export function writeDerived(workspace: string, root: string, files: ReadonlyMap<string, string>): void {
  rmSync(join(workspace, root, 'derived'), { recursive: true, force: true });
  for (const [path, text] of files) {
    const file = join(workspace, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
