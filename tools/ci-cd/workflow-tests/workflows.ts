import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument, type YAMLMap } from 'yaml';

export const workspace = join(__dirname, '../../..');
const WORKFLOWS = '.github/workflows';
const ACTIONS = '.github/actions';

export interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly uses?: string;
  readonly environment?: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
}

export interface Workflow {
  /** Path from the workspace. */
  readonly file: string;
  readonly on: unknown;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** All workflows, sorted by file. */
export const readWorkflows = (): Workflow[] =>
  readdirSync(join(workspace, WORKFLOWS))
    .sort()
    .map((name) => readWorkflow(`${WORKFLOWS}/${name}`));

export function readWorkflow(file: string): Workflow {
  return { file, ...(parse(file) as Omit<Workflow, 'file'>) };
}

/** The actions of this repository: their steps, by path from the workspace. */
export const readActions = (): { file: string; steps: readonly Step[] }[] =>
  readdirSync(join(workspace, ACTIONS))
    .sort()
    .map((name) => {
      const file = `${ACTIONS}/${name}/action.yml`;
      return { file, steps: (parse(file) as { runs: { steps: Step[] } }).runs.steps };
    });

/** Every action that is used, with the comment behind it. */
export const usesIn = (file: string): { uses: string; comment: string }[] =>
  [...readFileSync(join(workspace, file), 'utf8').matchAll(/uses: (\S+)(?: # (.*))?$/gm)].map(
    ([, uses = '', comment = '']) => ({ uses, comment }),
  );

function parse(file: string): unknown {
  const document = parseDocument<YAMLMap>(readFileSync(join(workspace, file), 'utf8'));
  if (document.errors.length > 0) throw document.errors[0];
  return document.toJS();
}
