import type { Bundle } from '../bundle/make';
import type { Plan } from '../plan/plan';

export const RUN_STATES = ['starting', 'running', 'ended', 'failed', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** A run as the place where it runs sees it. */
export interface Run {
  /** How that place calls it: a step, a job run, a process. */
  readonly id: string;
  readonly state: RunState;
  /** Why it failed, or what it waits for, in one line. */
  readonly reason: string | null;
}

export const isOver = ({ state }: Run): boolean => ['ended', 'failed', 'cancelled'].includes(state);

/**
 * Where jobs run. Each method throws PlatformError: BACKEND_REFUSED when a person has to act, BACKEND_UNREACHABLE (retry
 * `backoff`), TARGET_MISSING when the cluster or application is not there. How a run ends in order is not its business:
 * drivers everywhere obey the order that lies beside their checkpoints.
 */
export interface Backend {
  /** Sends the request of a plan as it is. @param bundle That of the plan, verified. */
  start(plan: Plan, bundle: Bundle): Promise<Run>;
  /** The newest run of a plan; undefined when there was none. */
  find(plan: Plan): Promise<Run | undefined>;
  /** Ends the newest run of a plan at once; one that is over stays so. */
  cancel(plan: Plan): Promise<void>;
  /** The last lines that the newest run of a plan logged. @param lines At most so many. */
  logs(plan: Plan, lines: number): Promise<string[]>;
  /** Returns when the newest run of a plan is over, after telling what is said meanwhile. */
  follow(plan: Plan, onProgress: (line: string) => void, signal: AbortSignal): Promise<Run>;
  close(): void;
}
