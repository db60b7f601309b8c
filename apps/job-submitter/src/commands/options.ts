import { InvalidArgumentError, Option, type Command } from 'commander';
import { z } from 'zod';
import {
  ENVIRONMENTS,
  findWorkspace,
  loadConfig,
  platformHome,
  type PlatformConfig,
} from '@clickstream/config';
import { findPipeline, type Pipeline } from '@clickstream/pipeline';
import type { LocalPlace } from '../backend/local/request';
import { BATCH_SECONDS } from '../operate/stop';
import type { Work } from '../plan/plan';

export interface Common {
  readonly pipeline: string;
  readonly env: string;
  readonly json?: boolean;
}

export interface WorkOptions {
  readonly drain?: boolean;
  readonly queries?: string;
  readonly settle?: boolean;
  readonly final?: boolean;
  readonly replay?: [from: string, to: string];
}

export const jsonOption = (): Option => new Option('--json', 'print one JSON document for machines');
export const pipelineOption = (): Option =>
  new Option('--pipeline <name>', 'pipeline to work on').default('clickstream');
export const environmentOption = (): Option =>
  new Option('--env <name>', 'environment').choices([...ENVIRONMENTS]).default('local');
export const planOption = (): Option =>
  new Option('--plan <file>', 'plan that `prepare` wrote and people reviewed').makeOptionMandatory();
export const batchOption = (): Option =>
  new Option('--batch-seconds <n>', 'how long the batch may take that is to be finished first')
    .argParser(positive)
    .default(BATCH_SECONDS);
export const yesOption = (): Option => new Option('--yes', 'do not ask');

export function positive(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a positive whole number.');
}

/** Options that say what a run has to do. */
export function withWork(command: Command): Command {
  return command
    .option('--drain', 'process what is in the topic now, then end')
    .option('--settle', 'name duplicates and heal sessions: after --drain, or alone beside a running stream')
    .option('--final', 'with --settle: the input has ended, close the sessions that are open')
    .addOption(
      new Option(
        '--replay <from/to>',
        'rebuild curated tables from raw beside the live ones, and compare',
      ).argParser(interval),
    )
    .option('--queries <names>', 'comma list of queries (default: all)');
}

export function workOf({ drain, settle, final, queries, replay }: WorkOptions): Work {
  return {
    drain: drain ?? false,
    settle: settle ?? false,
    final: final ?? false,
    queries: queries?.split(',') ?? null,
    replay: replay ?? null,
  };
}

/** ISO 8601: two instants in UTC, joined by a slash. */
function interval(text: string): [from: string, to: string] {
  const [from = '', to = '', ...rest] = text.split('/');
  const instant = z.iso.datetime();
  if (rest.length === 0 && instant.safeParse(from).success && instant.safeParse(to).success)
    return [from, to];
  throw new InvalidArgumentError('Write it like 2026-03-01T00:00:00Z/2026-03-02T00:00:00Z.');
}

export interface Here {
  readonly pipeline: Pipeline;
  readonly config: PlatformConfig;
  readonly place: LocalPlace;
}

/** @throws PlatformError UNKNOWN_PIPELINE, UNKNOWN_ENVIRONMENT, CONFIG_INVALID. */
export function here({ pipeline, env: environment }: Pick<Common, 'pipeline' | 'env'>): Here {
  const workspace = findWorkspace();
  return {
    pipeline: findPipeline(workspace, pipeline),
    config: loadConfig({ environment, workspace }),
    place: { workspace, home: platformHome(process.env, workspace) },
  };
}

export const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Prints the result: for machines as JSON, for a person as text. */
export function print<T>(json: boolean | undefined, result: T, render: (result: T) => string): void {
  process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : `${render(result)}\n`);
}
