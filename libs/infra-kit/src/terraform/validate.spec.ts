import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateStack } from './validate';

it('says in one line that Terraform is missing', () => {
  const { PATH } = process.env;
  const empty = mkdtempSync(join(tmpdir(), 'no-terraform-'));
  process.env['PATH'] = empty;
  try {
    expect(() => validateStack(empty, undefined)).toThrow(
      expect.objectContaining({ code: 'NO_TERRAFORM', exitCode: 2 }),
    );
  } finally {
    process.env['PATH'] = PATH;
    rmSync(empty, { recursive: true });
  }
});
