import { posix } from 'node:path';
import type { Repository, SourceFile } from './repository';

/** Answers which program files a piece of text means. */
export interface Modules {
  /** A TypeScript or JavaScript import, or a path in a string, as written in a file. */
  path(from: string, text: string): string[];
  /** A Python module, dotted, as written in a file; relative ones start with dots. */
  python(from: string, module: string): string[];
}

const SUFFIXES = ['', '.ts', '.mts', '.mjs', '.cjs', '.js', '.py', '/index.ts'];

export function modulesOf({ files }: Repository): Modules {
  const programs = new Set(files.filter((file) => file.facts).map((file) => file.path));
  const aliases = readAliases(files.find((file) => file.path === 'tsconfig.base.json'));
  const pythonPaths = pythonIndex(programs);

  const resolve = (path: string): string[] =>
    SUFFIXES.map((suffix) => posix.normalize(path.replace(/\.js$/, '.ts')) + suffix)
      .concat(posix.normalize(path))
      .filter((candidate) => programs.has(candidate))
      .slice(0, 1);

  return {
    path(from, text) {
      const alias = aliases.get(text);
      if (alias) return resolve(alias);
      const folder = posix.dirname(from);
      const path = text.replace('{projectRoot}', folder).replace('{workspaceRoot}/', '');
      return [...resolve(posix.join(folder, path)), ...(path.startsWith('.') ? [] : resolve(path))];
    },
    python(from, module) {
      const dots = /^\.*/.exec(module)?.[0].length ?? 0;
      if (dots === 0) return pythonPaths.get(module) ?? [];
      const base = posix.join(
        posix.dirname(from),
        '../'.repeat(dots - 1),
        module.slice(dots).replaceAll('.', '/'),
      );
      return [`${base}.py`, posix.join(base, '__init__.py')].filter((candidate) => programs.has(candidate));
    },
  };
}

function readAliases(config: SourceFile | undefined): Map<string, string> {
  if (!config) return new Map();
  const { compilerOptions } = JSON.parse(config.text) as {
    compilerOptions: { paths: Record<string, string[]> };
  };
  return new Map(
    Object.entries(compilerOptions.paths).flatMap(([alias, [path]]) =>
      path ? [[alias, path] as const] : [],
    ),
  );
}

/** Files by their dotted name, counted from the folder that is no package: the one that is on Python's path. */
function pythonIndex(programs: ReadonlySet<string>): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (const path of programs) {
    if (!path.endsWith('.py')) continue;
    const parts = path.replace(/(\/__init__)?\.py$/, '').split('/');
    for (let start = 0; start < parts.length; start++) {
      const above = posix.join(...parts.slice(0, start), '__init__.py');
      if (programs.has(above)) continue;
      const name = parts.slice(start).join('.');
      index.set(name, [...(index.get(name) ?? []), path]);
    }
  }
  return index;
}
