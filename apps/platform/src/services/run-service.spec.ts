import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { runningProcess } from '../host/process';
import { temporaryHome } from '../testing';
import { startServices, stopAll, type Platform } from './run-service';
import type { Service } from './service';

const never = new AbortController().signal;
let home: ReturnType<typeof temporaryHome>;
let platform: Platform;

beforeEach(() => {
  home = temporaryHome();
  platform = {
    home: home.home,
    tools: { java: 'java', kafkaJars: '', weed: 'weed', emulatorPython: '', emulatorServer: '' },
    state: { version: 1, brokers: 1, warehouse: 'duckdb', clusterId: 'x', ports: {} },
  };
});
afterEach(async () => {
  await stopAll(home.home, ['service', 'other']);
  home.remove();
});

/** A service that is a real process: a shell script. */
function shell(script: string, change: Partial<Service> = {}): Service {
  return {
    name: 'service',
    portNames: ['client'],
    prepare: async () => undefined,
    command: ({ ports }) => ({ file: 'sh', args: ['-c', script], env: { PORT: String(ports['client']) } }),
    unhealthy: async () => undefined,
    ...change,
  };
}

const pid = (): number | undefined => runningProcess(home.home.pidFile('service'))?.pid;

describe('startServices', () => {
  it('starts a service once: the second time it runs already', async () => {
    const service = shell('exec sleep 60');
    const [first] = await startServices(platform, [service], { signal: never });
    const [second] = await startServices(platform, [service], { signal: never });
    expect([first?.fresh, second?.fresh]).toEqual([true, false]);
    expect([second?.pid, pid()]).toEqual([first?.pid, first?.pid]);
  });

  it('starts a killed service again on the same port', async () => {
    const service = shell('exec sleep 60');
    const [first] = await startServices(platform, [service], { signal: never });
    const ports = platform.state.ports;
    process.kill(first?.pid as number, 'SIGKILL');
    while (pid()) await new Promise(setImmediate);
    const [second] = await startServices(platform, [service], { signal: never });
    expect(second?.fresh).toBe(true);
    expect(platform.state.ports).toEqual(ports);
  });

  it('says what a service said when it ends while starting', async () => {
    const service = shell('echo "Fatal error: no memory"; echo bye; exit 3', {
      unhealthy: async () => 'not yet',
    });
    await expect(startServices(platform, [service], { signal: never })).rejects.toMatchObject({
      code: 'SERVICE_DIED',
      message: 'service ended while it started: Fatal error: no memory',
    });
  });

  it('names the innermost cause of what a Java service died of, not what it said while it shut down', async () => {
    const lines = [
      'ERROR Unable to start acceptor',
      'Caused by: a.B: outer',
      'Caused by: c.D: inner',
      'INFO Exception message',
    ];
    const service = shell(lines.map((line) => `echo '${line}'`).join('; '), {
      unhealthy: async () => 'not yet',
    });
    await expect(startServices(platform, [service], { signal: never })).rejects.toMatchObject({
      message: 'service ended while it started: Caused by: c.D: inner',
    });
  });

  it('says the reason when a service does not answer in time, and stops it', async () => {
    const service = shell('exec sleep 60', { unhealthy: async () => '1 of 3 brokers have joined' });
    await expect(startServices(platform, [service], { signal: never, timeoutMs: 300 })).rejects.toMatchObject(
      {
        code: 'SERVICE_TIMEOUT',
        message: 'service did not answer within 0.3 s: 1 of 3 brokers have joined',
      },
    );
    expect(pid()).toBeUndefined();
  });

  it('leaves nothing running when it is stopped half-way', async () => {
    const stop = new AbortController();
    const service = shell('exec sleep 60', {
      unhealthy: async () => {
        stop.abort();
        return 'not yet';
      },
    });
    const starting = startServices(platform, [service], { signal: stop.signal });
    await expect(starting).rejects.toMatchObject({ name: 'AbortError' });
    expect(pid()).toBeUndefined();
  });

  it('does not stop what ran before it when another service fails', async () => {
    await startServices(platform, [shell('exec sleep 60')], { signal: never });
    const bad = shell('exit 1', { name: 'other', unhealthy: async () => 'not yet' });
    await expect(startServices(platform, [shell('exec sleep 60'), bad], { signal: never })).rejects.toThrow();
    expect(pid()).toBeDefined();
  });
});

describe('ports', () => {
  let stranger: Server;
  afterEach(() => stranger.close());

  async function takePort(port: number): Promise<void> {
    stranger = createServer().listen(port, '127.0.0.1');
    await once(stranger, 'listening');
  }

  it('chooses another port when a stranger took the known one', async () => {
    await startServices(platform, [shell('exec sleep 60')], { signal: never });
    const known = platform.state.ports['service']?.['client'] as number;
    await stopAll(home.home, ['service']);
    await takePort(known);
    await startServices(platform, [shell('exec sleep 60')], { signal: never });
    expect(platform.state.ports['service']?.['client']).not.toBe(known);
  });

  it.each([
    'bind: address already in use',
    'E1126 03:22:01.720317 mini.go:1244 Port allocation failed: port 57781 for S3 (specified by flag s3.port) is not available on 127.0.0.1 and cannot be used',
  ])('tries again with another port when one is taken between choice and use: %s', async (saying) => {
    const chosen: number[] = [];
    const service = shell('', {
      prepare: async ({ ports }) => {
        chosen.push(ports['client'] as number);
        if (chosen.length === 1) await takePort(ports['client'] as number);
      },
      command: () => ({
        file: 'sh',
        args: ['-c', chosen.length === 1 ? `echo "${saying}"; exit 1` : 'exec sleep 60'],
      }),
      unhealthy: async () => (chosen.length === 1 ? 'not yet' : undefined),
    });
    await startServices(platform, [service], { signal: never });
    expect(chosen).toHaveLength(2);
    expect(platform.state.ports['service']?.['client']).toBe(chosen[1]);
    expect(chosen[1]).not.toBe(chosen[0]);
  });
});
