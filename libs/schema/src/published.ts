import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compare, leastBump } from './compare';
import type { PipelineContract } from './contract';
import type { EventModel } from './rule';
import { compareVersions, majorOf, type EventVersions, type Versions } from './versions';

/** Published definitions by event, oldest version first. */
export type Published = ReadonlyMap<string, readonly EventModel[]>;

/** Where the versions of a pipeline are published: `contracts/<event>/<version>.json`, written once and never again. */
export const CONTRACTS_DIR = 'contracts';

export function publishedPath({ event, version }: EventModel): string {
  return `${CONTRACTS_DIR}/${event}/${version}.json`;
}

export function modelText(model: EventModel): string {
  return `${JSON.stringify(model, null, 2)}\n`;
}

/** Published files by path below `contracts/`. */
export function publishedFiles(root: string): Map<string, string> {
  const folder = join(root, CONTRACTS_DIR);
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.json'),
  );
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

export function publishedFrom(files: ReadonlyMap<string, string>): Published {
  const byEvent = new Map<string, EventModel[]>();
  for (const text of files.values()) {
    const model = JSON.parse(text) as EventModel;
    byEvent.set(model.event, [...(byEvent.get(model.event) ?? []), model]);
  }
  for (const models of byEvent.values()) models.sort((a, b) => compareVersions(a.version, b.version));
  return byEvent;
}

/** The versions of every event of a contract, its current definitions under the version they will be published as. */
export function versionsOf(contract: PipelineContract, published: Published): Versions {
  return Object.fromEntries(
    contract.events.map(({ name, fields, doc, upcasts }) => {
      const models = published.get(name) ?? [];
      const current = nextVersion(
        { event: name, version: '', doc, fields },
        upcasts.length + 1,
        models.at(-1),
      );
      return [name, eventVersions(models, current)];
    }),
  );
}

function eventVersions(models: readonly EventModel[], current: string): EventVersions {
  const ofMajor = (major: number) => models.filter((model) => majorOf(model.version) === major);
  const majors = [...new Set(models.map((model) => majorOf(model.version)))].filter(
    (major) => major < majorOf(current),
  );
  return {
    current,
    accepted: [...new Set([...ofMajor(majorOf(current)).map((model) => model.version), current])],
    earlier: majors.flatMap((major) => {
      const model = ofMajor(major).at(-1);
      return model ? [{ model, accepted: ofMajor(major).map(({ version }) => version) }] : [];
    }),
  };
}

/** The version a definition gets: the least one that says truly what changed since the latest published one. */
export function nextVersion(now: EventModel, declaredMajor: number, latest: EventModel | undefined): string {
  if (!latest || declaredMajor > majorOf(latest.version)) return `${declaredMajor}.0.0`;
  const [major = 0, minor = 0, patch = 0] = latest.version.split('.').map(Number);
  switch (leastBump(compare(latest, now))) {
    case 'none':
      return latest.version;
    case 'patch':
      return `${major}.${minor}.${patch + 1}`;
    case 'minor':
      return `${major}.${minor + 1}.0`;
    case 'major':
      return `${major + 1}.0.0`;
  }
}
