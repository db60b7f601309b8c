import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { PlatformError } from '@clickstream/errors';
import { readState, type State } from '../state';
import { kafkaBrokers } from '../services/kafka';
import { objectStore } from '../services/object-store';
import { snowflakeEmulator } from '../services/snowflake-emulator';
import { startServices, type Platform, type Started } from '../services/run-service';
import { requireDisk } from '../host/disk';
import { withLock } from '../host/lock';
import { writeHomeEndpoints } from '../endpoints';
import { applyTopics } from '../topics';
import type { Service } from '../services/service';
import type { Home } from '../home';
import type { Workbench } from '../workbench';

export interface UpOptions {
  /** Undefined keeps what the home has, or one broker in a new home. */
  readonly brokers?: State['brokers'];
  /** Undefined keeps what the home has, or DuckDB in a new home. */
  readonly warehouse?: State['warehouse'];
  readonly signal: AbortSignal;
  /** Called when a part is done, for progress. */
  readonly onStep: (text: string) => void;
}

export const servicesOf = (state: State): Service[] => [
  ...kafkaBrokers(state.brokers),
  objectStore,
  ...(state.warehouse === 'snowflake-emulator' ? [snowflakeEmulator] : []),
];

/**
 * Starts what does not run yet, waits until it answers, creates the topics of all pipelines. Safe to repeat.
 *
 * @throws PlatformError DISK_FULL, HOME_BUSY, BROKERS_FIXED, SERVICE_DIED, SERVICE_TIMEOUT.
 */
export async function up(bench: Workbench, options: UpOptions): Promise<Started[]> {
  mkdirSync(bench.home.root, { recursive: true });
  requireDisk(bench.home.root);
  return withLock(bench.home.lockFile, async () => {
    const platform: Platform = {
      home: bench.home,
      tools: bench.tools,
      state: stateFor(bench, options),
    };
    const started = await startServices(platform, servicesOf(platform.state), { signal: options.signal });
    for (const { service, pid, fresh } of started)
      options.onStep(`${service} ${fresh ? 'is up' : 'runs already'} (pid ${pid})`);
    writeHomeEndpoints(bench.home, platform.state);
    options.onStep(await applyTopics(bench, options.signal));
    return started;
  });
}

function stateFor({ home }: Workbench, { brokers, warehouse }: UpOptions): State {
  const state = readState(home);
  if (!state) {
    return {
      version: 1,
      brokers: brokers ?? 1,
      warehouse: warehouse ?? 'duckdb',
      clusterId: randomBytes(16).toString('base64url'),
      ports: {},
    };
  }
  if (brokers !== undefined && brokers !== state.brokers)
    throw isFixed(home, 'BROKERS_FIXED', `${state.brokers} broker(s), ${brokers} asked for`);
  if (warehouse !== undefined && warehouse !== state.warehouse)
    throw isFixed(home, 'WAREHOUSE_FIXED', `warehouse ${state.warehouse}, ${warehouse} asked for`);
  return state;
}

function isFixed(home: Home, code: string, what: string): PlatformError {
  return new PlatformError({
    code,
    message: `this home was made with ${what}`,
    where: home.root,
    next: 'npm run platform -- down --purge (deletes the local data), then up again',
    exitCode: 2,
  });
}
