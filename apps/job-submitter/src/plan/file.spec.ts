import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { samplePlan } from '../testing/samples';
import { planText, readPlan } from './file';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'plan-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  writeFileSync(join(folder, 'plan.json'), content);
  return join(folder, 'plan.json');
}

describe('a plan in a file', () => {
  it('is read as it was written, in whatever layout', () => {
    const plan = samplePlan();
    expect(readPlan(file(planText(plan)))).toEqual(plan);
    expect(readPlan(file(JSON.stringify(plan)))).toEqual(plan);
  });

  it('is refused when anything in it was changed since', () => {
    const plan = samplePlan();
    for (const changed of [
      { environment: 'prod' },
      { name: 'other' },
      { settings: { shufflePartitions: 4 } },
    ])
      expect(() => readPlan(file(JSON.stringify({ ...plan, ...changed })))).toThrow(
        expect.objectContaining({ code: 'PLAN_CHANGED', exitCode: 2 }),
      );
  });

  it.each([
    ['no JSON', '{'],
    ['another document', '{"plan": 1}'],
  ])('is refused when it is %s', (_, content) => {
    expect(() => readPlan(file(content))).toThrow(
      expect.objectContaining({ code: 'PLAN_UNREADABLE', exitCode: 2 }),
    );
  });

  it('is refused when it is not there', () => {
    expect(() => readPlan(join(folder, 'none'))).toThrow(
      expect.objectContaining({ code: 'PLAN_UNREADABLE' }),
    );
  });
});
