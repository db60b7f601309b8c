import { posix } from 'node:path';
import plannedJson from './planned.json';
import type { Page } from './markdown';

/** Paths that a page may promise before they exist. */
export const planned: readonly string[] = plannedJson;

/** The files and folders of the repository. */
export class Tree {
  private readonly entries: ReadonlySet<string>;
  private readonly tops: ReadonlySet<string>;

  constructor(files: readonly string[]) {
    this.entries = new Set(files.flatMap((file) => [file, ...foldersOf(file)]));
    this.tops = new Set(files.map((file) => file.split('/')[0] ?? ''));
  }

  /** Understands `*`, `**` and `<name>` as anything. */
  has(path: string): boolean {
    const plain = path.replace(/\/$/, '');
    if (!/[*<]/.test(plain)) return this.entries.has(plain);
    const pattern = plain
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll(/\*\*\/?|\*|<[\w-]+>/g, (wild) => (wild.startsWith('**') ? '.*' : '[^/]*'));
    return [...this.entries].some((entry) => new RegExp(`^${pattern}$`).test(entry));
  }

  /** Looks like a path of this repository: its first part is one of ours. */
  owns(text: string): boolean {
    return (
      /^[\w.@*<>-]+(\/[\w.@*<>-]+)*\/?$/.test(text) &&
      text.includes('/') &&
      this.tops.has(text.split('/')[0] ?? '')
    );
  }
}

function foldersOf(file: string): string[] {
  const parent = posix.dirname(file);
  return parent === '.' ? [] : [parent, ...foldersOf(parent)];
}

/** @returns What is wrong with a link of a page, or undefined. Links to other sites are not followed. */
export function wrongLink(
  page: Page,
  link: string,
  pages: ReadonlyMap<string, Page>,
  tree: Tree,
): string | undefined {
  if (/^\w+:/.test(link)) return undefined;
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? page.path : posix.join(posix.dirname(page.path), file);
  if (planned.includes(target)) return undefined;
  if (!tree.has(target)) return `there is no ${target}`;
  if (anchor && !pages.get(target)?.anchors.has(anchor)) return `${target} has no heading #${anchor}`;
  return undefined;
}
