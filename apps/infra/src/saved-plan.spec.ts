import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planned, savePlan, savedPlan } from './saved-plan';

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

  it('says which stacks are applied when none is named, and none are without one', () => {
    const stacks = (['iam', 'storage', 'msk'] as const).map((name) => ({ name }));
    expect(() => planned(plans(), stacks)).toThrow(
      expect.objectContaining({ code: 'NOT_APPROVED', where: plans(), exitCode: 2 }),
    );
    save();
    expect(planned(plans(), stacks)).toEqual([{ name: 'iam' }]);
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
