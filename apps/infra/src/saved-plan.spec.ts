import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { savePlan, savedPlan } from './saved-plan';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saved-plan-'));
  mkdirSync(join(folder, 'iam'));
  code('{}');
});
afterEach(() => rmSync(folder, { recursive: true }));

const code = (text: string): void => writeFileSync(join(folder, 'iam/cdk.tf.json'), text);
const stack = () => ({ name: 'iam' as const, folder: join(folder, 'iam'), after: [] });
const plans = () => join(folder, 'plans');
const save = (): void => {
  savePlan(plans(), stack(), 'dev');
  writeFileSync(join(plans(), 'iam.tfplan'), 'plan');
};

describe('a saved plan', () => {
  it('is found for the stack it is of', () => {
    save();
    expect(savedPlan(plans(), stack(), 'dev')).toBe(join(plans(), 'iam.tfplan'));
    expect(savedPlan(plans(), { ...stack(), name: 'msk' }, 'dev')).toBeUndefined();
  });

  it('is refused for another environment', () => {
    save();
    expect(() => savedPlan(plans(), stack(), 'prod')).toThrow(
      expect.objectContaining({
        code: 'NOT_THE_PLANNED',
        message: 'the saved plan of iam is for environment dev',
      }),
    );
  });

  it('is refused for other code than was planned', () => {
    save();
    code('{"resource": {}}');
    expect(() => savedPlan(plans(), stack(), 'dev')).toThrow(
      expect.objectContaining({
        code: 'NOT_THE_PLANNED',
        message: 'the saved plan of iam is for other code',
      }),
    );
  });
});
