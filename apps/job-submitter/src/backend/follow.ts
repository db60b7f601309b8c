import { setTimeout } from 'node:timers/promises';
import type { Plan } from '../plan/plan';
import { isOver, type Backend, type Run } from './backend';

const LOOK_EVERY_MS = 10_000;

/** Follows a run of which only its state can be asked. @throws AbortError when `signal` fires; the run goes on. */
export async function followByState(
  backend: Pick<Backend, 'find'>,
  plan: Plan,
  onProgress: (line: string) => void,
  signal?: AbortSignal,
  everyMs = LOOK_EVERY_MS,
): Promise<Run> {
  let said = '';
  for (;;) {
    const run = await backend.find(plan);
    if (!run) throw new Error(`${plan.name} was never started`);
    const now = [run.id, run.state, run.reason].filter(Boolean).join(', ');
    if (now !== said) onProgress(now);
    said = now;
    if (isOver(run)) return run;
    await setTimeout(everyMs, undefined, { signal });
  }
}
