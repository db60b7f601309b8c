import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAwsEmulator } from './start';

it('says what to do when its Python environment cannot be made', async () => {
  const nowhere = mkdtempSync(join(tmpdir(), 'no-clone-'));
  try {
    await expect(startAwsEmulator(nowhere)).rejects.toMatchObject({
      code: 'AWS_EMULATOR_FAILED',
      next: 'node tools/setup/main.mjs setup:aws-emulator',
    });
  } finally {
    rmSync(nowhere, { recursive: true });
  }
});
