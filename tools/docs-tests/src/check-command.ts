/** What a command may name. */
export interface World {
  /** npm scripts. */
  readonly scripts: ReadonlySet<string>;
  /** Nx targets by project. */
  readonly targets: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of Nx generators of this workspace. */
  readonly generators: ReadonlySet<string>;
  exists(path: string): boolean;
  /** What an app prints for `<words> --help`, undefined when it refuses. */
  help(app: string, words: readonly string[]): string | undefined;
}

/** Commands of npm and Nx themselves that pages use. */
const NPM = new Set(['ci', 'install']);
const NX = new Set(['graph', 'show', 'sync', 'sync:check', 'reset', 'format', 'release']);

/** @returns What is wrong with a command of a page, or undefined when all it names exists. */
export function wrongIn(command: string, world: World): string | undefined {
  const [program, ...args] = command.split(/\s+/);
  if (program === 'npm') return wrongInNpm(args, world);
  if (program === 'node') return wrongInNode(args, world);
  if (program === 'npx' && args[0] !== 'nx') return undefined;
  return wrongInNx(program === 'npx' ? args.slice(1) : args, world);
}

function wrongInNpm([verb = '', ...rest]: string[], world: World): string | undefined {
  const script = verb === 'run' ? rest[0] : verb === 'test' || verb === 't' ? 'test' : undefined;
  if (script === undefined) return NPM.has(verb) ? undefined : `npm ${verb} is not a command we use`;
  if (!world.scripts.has(script)) return `package.json has no script "${script}"`;
  const args = rest.includes('--') ? rest.slice(rest.indexOf('--') + 1) : [];
  if (script === 'bench') return wrongInBench(args, world);
  if (script === 'demo') return wrongInApp('platform', ['demo', ...args], world);
  return script === 'platform' ? wrongInApp('platform', args, world) : undefined;
}

/** A project offers a suite by a target `bench-<suite>`, or by `bench` under its own name. */
function wrongInBench([suite = '--help']: string[], world: World): string | undefined {
  const offered = [...world.targets].some(
    ([project, targets]) => targets.has(`bench-${suite}`) || (project === suite && targets.has('bench')),
  );
  return offered || suite === '--help' ? undefined : `there is no bench "${suite}"`;
}

function wrongInNode([file = '', ...args]: string[], world: World): string | undefined {
  const app = /^dist\/apps\/([\w-]+)\/main\.js$/.exec(file)?.[1];
  if (app) return wrongInApp(app, args, world);
  return world.exists(file) ? undefined : `there is no file ${file}`;
}

function wrongInNx([verb = '', ...args]: string[], world: World): string | undefined {
  if (verb === 'generate' || verb === 'g') {
    return world.generators.has(args[0] ?? '') ? undefined : `there is no generator "${args[0]}"`;
  }
  if (verb === 'run') {
    const [project = '', target = ''] = args[0]?.split(':') ?? [];
    return world.targets.get(project)?.has(target) ? undefined : `there is no target ${args[0]}`;
  }
  const all = new Set([...world.targets.values()].flatMap((targets) => [...targets]));
  if (verb === 'run-many' || verb === 'affected') {
    const missing = listAfter(args, ['-t', '--target', '--targets']).find((target) => !all.has(target));
    const unknown = listAfter(args, ['-p', '--projects']).find((project) => !world.targets.has(project));
    if (missing) return `no project has a target "${missing}"`;
    return unknown ? `there is no project "${unknown}"` : undefined;
  }
  if (NX.has(verb)) return undefined;
  return world.targets.get(args[0] ?? '')?.has(verb) ? undefined : `there is no target ${args[0]}:${verb}`;
}

/** The values behind an option: `-t lint test`, `--targets=lint,test`. */
function listAfter(args: readonly string[], names: readonly string[]): string[] {
  const start = args.findIndex((arg) => names.includes(arg.split('=')[0] ?? ''));
  if (start < 0) return [];
  const inline = args[start]?.split('=')[1];
  if (inline) return inline.split(',');
  const rest = args.slice(start + 1);
  const end = rest.findIndex((arg) => arg.startsWith('-'));
  return rest.slice(0, end < 0 ? undefined : end).flatMap((arg) => arg.split(','));
}

function wrongInApp(app: string, args: readonly string[], world: World): string | undefined {
  const words: string[] = [];
  let help = world.help(app, words);
  for (const arg of args) {
    if (arg.startsWith('-')) break;
    const next = world.help(app, [...words, arg]);
    if (!next || !usageOf(next).includes(` ${[...words, arg].join(' ')}`)) break;
    words.push(arg);
    help = next;
  }
  if (help === undefined) return `${app} --help fails`;
  const first = args[0];
  if (words.length === 0 && first && !first.startsWith('-')) return `${app} has no command "${first}"`;
  const known = new Set(help.match(/(?<![\w-])--?[\w-]+/g));
  const unknown = args
    .map((arg) => arg.split('=')[0] ?? '')
    .find((arg) => /^--?[a-z]/.test(arg) && !known.has(arg));
  return unknown && `${[app, ...words].join(' ')} has no option ${unknown}`;
}

const usageOf = (help: string): string => /^Usage:(.*)$/m.exec(help)?.[1] ?? '';
