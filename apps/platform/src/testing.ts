import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHome, type Home } from './home';

/** A home in a temporary folder, and how to remove it. */
export function temporaryHome(): { home: Home; remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'platform-home-'));
  return { home: openHome(root, root), remove: () => rmSync(root, { recursive: true, force: true }) };
}
