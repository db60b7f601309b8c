import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateStack } from './validate';

it('says in one line that Terraform is missing', async () => {
  const { PATH } = process.env;
  const empty = mkdtempSync(join(tmpdir(), 'no-terraform-'));
  process.env['PATH'] = empty;
  try {
    await expect(validateStack(empty, undefined)).rejects.toEqual(
      expect.objectContaining({ code: 'NO_TERRAFORM', exitCode: 2 }),
    );
  } finally {
    process.env['PATH'] = PATH;
    rmSync(empty, { recursive: true });
  }
});
