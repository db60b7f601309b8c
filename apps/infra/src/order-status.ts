import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isEmulated, type InfraEnvironment } from '@clickstream/infra-kit';
import { withAccount } from './account';
import type { OrderedStack } from './outputs';
import { recordsOf, synthesise } from './session';

/** The stacks of an environment in order, and which are applied, where there is an account to ask. */
export async function orderOf(
  workspace: string,
  environment: InfraEnvironment,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<OrderedStack[]> {
  const outdir = mkdtempSync(join(tmpdir(), 'clickstream-infra-'));
  try {
    const stacks = await synthesise(workspace, environment, { outdir, deleteData: false });
    const rows = stacks.map(({ name, after }) => ({ stack: name, after: [...after] }));
    // An account that is emulated for this command alone would hold nothing.
    if (isEmulated(environment) && env['AWS_ENDPOINT_URL'] === undefined)
      return rows.map((row) => ({ ...row, status: 'unknown' as const }));
    return await withAccount(environment, { workspace, say, env }, async ({ endpoint }) => {
      const records = recordsOf(environment, endpoint);
      try {
        return await Promise.all(
          stacks.map(async ({ name }, index) => ({
            ...(rows[index] as (typeof rows)[0]),
            ...statusOf(await records.read(name)),
          })),
        );
      } finally {
        records.close();
      }
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function statusOf(
  record: { status: 'applied' | 'unfinished'; at: string } | undefined,
): Pick<OrderedStack, 'status' | 'at'> {
  return record ? { status: record.status, at: record.at } : { status: 'absent' };
}
