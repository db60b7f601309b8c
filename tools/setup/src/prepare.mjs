import { auditTools } from './audit.mjs';
import { awsEmulator, checkov } from './python-tools.mjs';
import { ciTools } from './ci-tools.mjs';
import { packages } from './packages.mjs';
import { python } from './python.mjs';
import { jars } from './jars.mjs';
import { workspace } from './paths.mjs';
import { snowflakeEmulator } from './snowflake-emulator.mjs';
import { requireDisk, requirePrograms } from './requirements.mjs';

const steps = { packages, python, jars, awsEmulator, checkov, snowflakeEmulator, ciTools, auditTools };

/**
 * Runs the named steps that are not done yet, side by side: they wait for different things.
 * What each needs is checked before the first download starts.
 */
export async function prepare(names) {
  const open = names.map((name) => steps[name]).filter((candidate) => !candidate.isDone());
  if (open.length === 0) return;
  const found = requirePrograms([...new Set(open.flatMap((candidate) => candidate.programs))]);
  requireDisk(workspace);
  console.error('First run on this machine: setting up');
  const outcomes = await Promise.allSettled(open.map((candidate) => candidate.run(found)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
