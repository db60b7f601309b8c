import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PlatformError, messageOf } from '@clickstream/errors';
import { mirrorSettings } from './mirror';

const validationSchema = z.object({
  diagnostics: z.array(
    z.object({ severity: z.string(), summary: z.string(), detail: z.string().optional() }),
  ),
});

/** Reading the schema of the AWS provider takes seconds; minutes mean that it hangs. */
const TIMEOUT_MS = 180_000;

/**
 * Lets Terraform and the provider judge a synthesised stack. Needs no account and no state.
 *
 * @param folder Holds cdk.tf.json; Terraform's own files go there too.
 * @param mirror Where providers come from; downloaded when undefined.
 * @throws PlatformError NO_TERRAFORM; TERRAFORM_FAILED when it cannot start; INVALID_STACK with every complaint.
 */
export function validateStack(folder: string, mirror: string | undefined): void {
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', ...(mirror && settings(folder, mirror)) };
  terraform(['init', '-backend=false', '-input=false', '-no-color'], folder, env);
  const printed = terraform(['validate', '-json'], folder, env);
  const complaints = validationSchema.parse(JSON.parse(printed)).diagnostics;
  if (complaints.length === 0) return;
  throw new PlatformError({
    code: 'INVALID_STACK',
    message: complaints.map(({ summary, detail = '' }) => `${summary}: ${detail}`).join('; '),
    where: join(folder, 'cdk.tf.json'),
    next: 'correct libs/infra-kit',
  });
}

function settings(folder: string, mirror: string): { TF_CLI_CONFIG_FILE: string } {
  const file = join(folder, 'mirror.tfrc');
  writeFileSync(file, mirrorSettings(mirror));
  return { TF_CLI_CONFIG_FILE: file };
}

function terraform(args: string[], cwd: string, env: NodeJS.ProcessEnv): string {
  try {
    return execFileSync('terraform', args, {
      cwd,
      env,
      encoding: 'utf8',
      stdio: 'pipe',
      timeout: TIMEOUT_MS,
    });
  } catch (cause) {
    const { code, stdout, stderr } = cause as { code?: string; stdout?: string; stderr?: string };
    // `validate` says what is wrong as JSON and ends with 1.
    if (args[0] === 'validate' && stdout?.startsWith('{')) return stdout;
    if (code === 'ENOENT')
      throw new PlatformError({
        code: 'NO_TERRAFORM',
        message: 'terraform is not installed',
        next: 'install Terraform 1.11 or newer and put it on PATH',
        exitCode: 2,
        cause,
      });
    throw new PlatformError({
      code: 'TERRAFORM_FAILED',
      message: stderr?.trim() || messageOf(cause),
      where: `terraform ${args[0]}`,
      next: 'without access to the provider registry, let TF_PLUGIN_MIRROR name a folder that holds the AWS provider',
      cause,
    });
  }
}
