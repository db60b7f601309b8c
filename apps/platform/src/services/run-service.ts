import { PlatformError } from '@clickstream/errors';
import { lastLines, waitFor } from '@clickstream/host';
import { freePorts, isFree } from '../host/ports';
import { runningProcess, startDetached, stopProcess } from '../host/process';
import { writeState, type State } from '../state';
import type { Home } from '../home';
import type { Service, ServiceContext, Tools } from './service';

/** How long a service may take until it answers; the slowest part is a cold JVM on a busy machine. */
const START_TIMEOUT_MS = 90_000;
/** A port may be taken between the choice and the use: choose again this often. */
const START_ATTEMPTS = 3;

export interface Started {
  readonly service: string;
  readonly pid: number;
  /** False when it ran already. */
  readonly fresh: boolean;
}

export interface StartOptions {
  readonly signal: AbortSignal;
  /** Milliseconds until every service must answer. */
  readonly timeoutMs?: number;
}

/** A home with its tools, and the state as the last step left it. */
export interface Platform {
  readonly home: Home;
  readonly tools: Tools;
  state: State;
}

export function contextOf(platform: Platform, service: Service): ServiceContext {
  const { home, tools, state } = platform;
  return { home, tools, state, ports: state.ports[service.name] ?? {} };
}

/** Gives every service that is down ports it can listen on; the known ones stay as long as nobody else took them. */
export async function assignPorts(platform: Platform, services: readonly Service[]): Promise<void> {
  const ports = { ...platform.state.ports };
  for (const service of services.filter(
    (candidate) => !runningProcess(platform.home.pidFile(candidate.name)),
  )) {
    const known = ports[service.name];
    const usable = known && (await Promise.all(Object.values(known).map(isFree))).every(Boolean);
    if (usable) continue;
    const chosen = await freePorts(service.portNames.length);
    ports[service.name] = Object.fromEntries(
      service.portNames.map((name, index) => [name, chosen[index] as number]),
    );
  }
  platform.state = { ...platform.state, ports };
  writeState(platform.home, platform.state);
}

/**
 * Starts the services that do not run and waits until all answer. Those started here are stopped again when one fails
 * or the signal fires, so that a failed start leaves nothing running.
 *
 * @throws PlatformError SERVICE_DIED or SERVICE_TIMEOUT with the last line of the log; AbortError.
 */
export async function startServices(
  platform: Platform,
  services: readonly Service[],
  options: StartOptions,
): Promise<Started[]> {
  for (let attempt = 1; ; attempt += 1) {
    await assignPorts(platform, services);
    const started: Started[] = [];
    try {
      // Formatting a broker's storage starts a JVM: side by side it takes as long as one.
      await Promise.all(services.map((service) => prepare(platform, service)));
      for (const service of services) started.push(await start(platform, service));
      await Promise.all(services.map((service) => becomeHealthy(platform, service, options)));
      return started;
    } catch (error) {
      await stopAll(
        platform.home,
        started.filter((one) => one.fresh).map((one) => one.service),
      );
      if (!isPortTaken(error) || attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function prepare(platform: Platform, service: Service): Promise<void> {
  if (runningProcess(platform.home.pidFile(service.name))) return;
  await service.prepare(contextOf(platform, service));
}

async function start(platform: Platform, service: Service): Promise<Started> {
  const { home } = platform;
  const running = runningProcess(home.pidFile(service.name));
  if (running) return { service: service.name, pid: running.pid, fresh: false };
  const context = contextOf(platform, service);
  const id = await startDetached(
    service.command(context),
    home.logFile(service.name),
    home.pidFile(service.name),
  );
  return { service: service.name, pid: id.pid, fresh: true };
}

async function becomeHealthy(
  platform: Platform,
  service: Service,
  { signal, timeoutMs = START_TIMEOUT_MS }: StartOptions,
): Promise<void> {
  let reason: string | undefined;
  const ask = async (): Promise<true | undefined> => {
    if (!runningProcess(platform.home.pidFile(service.name))) throw died(platform.home, service);
    reason = await service.unhealthy(contextOf(platform, service));
    return reason === undefined ? true : undefined;
  };
  if (await waitFor(ask, { timeoutMs, signal })) return;
  throw new PlatformError({
    code: 'SERVICE_TIMEOUT',
    message: `${service.name} did not answer within ${timeoutMs / 1000} s: ${reason}`,
    where: platform.home.logFile(service.name),
    next: 'read its log, then run the same command again',
    retry: 'backoff',
  });
}

/** What a start says when somebody else listens on the port: the words of Java and Go for EADDRINUSE, and those of `weed mini`, which looks first. */
const PORT_TAKEN = /address already in use|port \d+ for .* is not available on/i;

function died(home: Home, service: Service): PlatformError {
  const log = home.logFile(service.name);
  const lines = lastLines(log, Infinity);
  const portTaken = lines.some((line) => PORT_TAKEN.test(line));
  return new PlatformError({
    code: portTaken ? 'PORT_TAKEN' : 'SERVICE_DIED',
    message: `${service.name} ended while it started: ${reasonIn(lines)}`,
    where: log,
    next: 'read its log, then run the same command again',
    retry: portTaken ? 'backoff' : 'afterFix',
  });
}

/** The line that says most: the innermost cause of Java's last exception, else the last line about an error. */
function reasonIn(lines: readonly string[]): string {
  const saying = [/^Caused by: /, /error|fatal|exception/i, /./];
  return saying.map((words) => lines.findLast((line) => words.test(line))).find(Boolean) ?? 'no output';
}

const isPortTaken = (error: unknown): boolean =>
  error instanceof PlatformError && error.code === 'PORT_TAKEN';

/** @returns The names of those that ran. */
export async function stopAll(home: Home, services: readonly string[]): Promise<string[]> {
  const stopped = await Promise.all(services.map((service) => stopProcess(home.pidFile(service))));
  return services.filter((_, index) => stopped[index]);
}
