import { homedir } from 'node:os';
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import {
  findMirror,
  isEmulated,
  loadPipelineStacks,
  namesIn,
  synthEnvironment,
  type InfraEnvironment,
  type SynthesisedStack,
} from '@clickstream/infra-kit';
import { connectRecords, type StackRecords } from '@clickstream/infra-order';
import { requireStateBucket, withAccount } from './account';
import { inOrder } from './order';
import type { TerraformContext } from './terraform';

/** One run of a command on an environment's stacks. */
export interface Session {
  readonly environment: InfraEnvironment;
  /** In the order to apply. */
  readonly stacks: readonly SynthesisedStack[];
  readonly records: StackRecords;
  readonly terraform: TerraformContext;
  readonly say: (line: string) => void;
}

export interface SessionOptions {
  readonly workspace: string;
  readonly environment: InfraEnvironment;
  readonly deleteData: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Called with each line of progress. */
  readonly say: (line: string) => void;
}

/** Synthesises an environment's stacks and runs work with them and with the account they go to. */
export async function withSession<T>(
  options: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { workspace, environment, deleteData, env, signal, say } = options;
  const mirror = findMirror({ chosen: env['TF_PLUGIN_MIRROR'], root: '/', home: homedir() });
  const outdir = mkdtempSync(join(tmpdir(), 'clickstream-infra-'));
  try {
    const stacks = await synthesise(workspace, environment, { outdir, deleteData });
    return await withAccount(environment, { workspace, say, env }, async ({ s3, endpoint, env: reach }) => {
      await requireStateBucket(s3, environment);
      if (mirror) say(`providers of Terraform come from ${mirror}`);
      const records = recordsOf(environment, endpoint);
      try {
        return await work({ environment, stacks, records, say, terraform: { env: reach, mirror, signal } });
      } finally {
        records.close();
      }
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** All stacks of an environment that can be there, in order. Nothing emulates Snowflake. */
export async function synthesise(
  workspace: string,
  environment: InfraEnvironment,
  options: { readonly outdir: string; readonly deleteData: boolean },
): Promise<SynthesisedStack[]> {
  const stacks = inOrder(synthEnvironment(environment, await loadPipelineStacks(workspace), options));
  return isEmulated(environment) ? stacks.filter(({ name }) => name !== 'snowflake') : stacks;
}

export function recordsOf(environment: InfraEnvironment, endpoint: string | undefined): StackRecords {
  return connectRecords({
    state: `s3://${namesIn(environment).bucket('state')}`,
    region: environment.region,
    endpoint,
    ...(endpoint && { credentials: { accessKeyId: 'emulated', secretAccessKey: 'emulated' } }),
  });
}
