import { readFileSync } from 'node:fs';
import { PlatformError, messageOf } from '@clickstream/errors';
import { sha256 } from '../bundle/digest';
import { planSchema, type Plan } from './plan';

/** Completes a plan: whoever changes it afterwards changes what was reviewed. */
export function sealed(plan: Omit<Plan, 'digest'>): Plan {
  const { plan: format, ...rest } = plan;
  return { plan: format, digest: digestOf(plan), ...rest };
}

export const planText = (plan: Plan): string => `${JSON.stringify(plan, null, 2)}\n`;

/** @throws PlatformError PLAN_UNREADABLE, PLAN_CHANGED. */
export function readPlan(file: string): Plan {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, messageOf(error), error);
  }
  return parsePlan(text, file);
}

/** @throws as {@link readPlan}. @param where To a person, where the text is from. */
export function parsePlan(text: string, where: string): Plan {
  let plan: Plan;
  try {
    plan = planSchema.parse(JSON.parse(text));
  } catch (error) {
    throw unreadable(where, messageOf(error), error);
  }
  if (plan.digest === digestOf(plan)) return plan;
  throw new PlatformError({
    code: 'PLAN_CHANGED',
    message: 'the plan is not the one that was prepared: something in it was changed',
    where,
    next: 'change the configuration instead, and prepare the plan again',
    exitCode: 2,
  });
}

function digestOf(plan: Omit<Plan, 'digest'>): string {
  return sha256(JSON.stringify({ ...plan, digest: undefined }, sortedKeys));
}

/** Two documents that say the same have the same digest, in whatever order their keys stand. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function unreadable(where: string, message: string, cause: unknown): PlatformError {
  return new PlatformError({
    code: 'PLAN_UNREADABLE',
    message: `this is no plan: ${message.replaceAll(/\s+/g, ' ')}`,
    where,
    next: 'write one with: job-submitter prepare',
    exitCode: 2,
    cause,
  });
}
