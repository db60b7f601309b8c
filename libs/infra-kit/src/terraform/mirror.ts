import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlatformError } from '@clickstream/errors';

/** The folders that people and Terraform itself keep downloaded providers in; a star is any folder. */
const CONVENTIONAL = [
  'opt/*',
  'usr/local/share/terraform/plugins',
  'usr/share/terraform/plugins',
  '~/.local/share/terraform/plugins',
  '~/.terraform.d/plugins',
];

export interface Places {
  /** TF_PLUGIN_MIRROR, when a person set it. */
  readonly chosen: string | undefined;
  /** Root of the file system. */
  readonly root: string;
  readonly home: string;
}

/**
 * The folder to take providers from instead of downloading them: the one a person chose, else the first conventional
 * one that holds them.
 *
 * @throws PlatformError EMPTY_MIRROR when the chosen folder holds no AWS provider.
 */
export function findMirror({ chosen, root, home }: Places): string | undefined {
  if (chosen === undefined)
    return CONVENTIONAL.flatMap((place) => expand(place, root, home)).find(holdsProviders);
  if (holdsProviders(chosen)) return chosen;
  throw new PlatformError({
    code: 'EMPTY_MIRROR',
    message: 'the plugin mirror holds no AWS provider',
    where: chosen,
    next: 'let TF_PLUGIN_MIRROR name the folder that `terraform providers mirror` wrote, or unset it',
    exitCode: 2,
  });
}

/** The settings of Terraform's command line that make it take what a mirror holds from there, and download the rest. */
export function mirrorSettings(mirror: string): string {
  const held = folders(mirror).flatMap((host) =>
    folders(join(mirror, host)).flatMap((namespace) =>
      folders(join(mirror, host, namespace)).map((type) => `${namespace}/${type}`),
    ),
  );
  return `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ${JSON.stringify(held)}
  }
  direct {
    exclude = ${JSON.stringify(held)}
  }
}
`;
}

/**
 * What tells Terraform where to take providers from. Not the settings of the person where there is a mirror, so that a
 * run is the same for everybody.
 *
 * @param folder Where the settings are written.
 */
export function providerSource(mirror: string | undefined, folder: string): Readonly<Record<string, string>> {
  if (mirror === undefined) return {};
  const file = join(folder, 'mirror.tfrc');
  writeFileSync(file, mirrorSettings(mirror));
  return { TF_CLI_CONFIG_FILE: file };
}

function expand(place: string, root: string, home: string): string[] {
  const path = place.startsWith('~') ? join(home, place.slice(1)) : join(root, place);
  if (!path.endsWith('*')) return [path];
  const parent = path.slice(0, -1);
  return folders(parent).map((folder) => join(parent, folder));
}

/** A mirror is laid out as host, namespace, type; whose host it is does not matter. */
const holdsProviders = (folder: string): boolean =>
  folders(folder).some((host) => existsSync(join(folder, host, 'hashicorp', 'aws')));

const folders = (path: string): string[] =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
        .map(({ name }) => name)
        .sort()
    : [];
