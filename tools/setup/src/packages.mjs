import { join } from 'node:path';
import { workspace } from './paths.mjs';
import { step } from './exec.mjs';
import { hashOf, isStamped, stamp } from './stamp.mjs';

const stampFile = join(workspace, 'node_modules', '.platform-stamp');
const inputs = () => hashOf([join(workspace, 'package.json'), join(workspace, 'package-lock.json')]);

export const packages = {
  programs: [],
  isDone: () => isStamped(stampFile, inputs()),
  async run() {
    const hash = inputs();
    // npm ci starts by removing node_modules, and the stamp with it: an interrupted run is never taken for a full one.
    await step('Node packages', 'npm', ['ci', '--no-audit', '--no-fund']);
    stamp(stampFile, hash);
  },
};
