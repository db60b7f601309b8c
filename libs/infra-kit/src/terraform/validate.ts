import { join } from 'node:path';
import { z } from 'zod';
import { PlatformError } from '@clickstream/errors';
import { providerSource } from './mirror';
import { runTerraform } from './run';

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
export async function validateStack(folder: string, mirror: string | undefined): Promise<void> {
  const run = {
    cwd: folder,
    env: { ...process.env, ...providerSource(mirror, folder) },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  await runTerraform(['init', '-backend=false', '-input=false', '-no-color'], run);
  // It says what is wrong as JSON and ends with 1.
  const { stdout } = await runTerraform(['validate', '-json'], { ...run, accept: [0, 1] });
  const complaints = validationSchema.parse(JSON.parse(stdout)).diagnostics;
  if (complaints.length === 0) return;
  throw new PlatformError({
    code: 'INVALID_STACK',
    message: complaints.map(({ summary, detail = '' }) => `${summary}: ${detail}`).join('; '),
    where: join(folder, 'cdk.tf.json'),
    next: 'correct libs/infra-kit',
  });
}
