import type { Backend, Run } from '../backend/backend';
import type { Plan } from '../plan/plan';

/** Remembers what it was asked, and runs what a test says that it runs; `backend-contract.ts` is about the real ones. */
export class FakeBackend implements Backend {
  run: Run | undefined;

  constructor(private readonly trace: string[] = []) {}

  async start(plan: Plan): Promise<Run> {
    this.trace.push(`start ${plan.bundle.version}`);
    this.run = { id: 'run-1', state: 'starting', reason: null };
    return this.run;
  }

  async find(): Promise<Run | undefined> {
    return this.run;
  }

  async cancel(): Promise<void> {
    this.trace.push('cancel');
    if (this.run) this.run = { ...this.run, state: 'cancelled' };
  }

  async logs(): Promise<string[]> {
    return [];
  }

  async follow(): Promise<Run> {
    if (!this.run) throw new Error('nothing runs');
    return this.run;
  }

  close(): void {
    // Nothing is open.
  }
}
