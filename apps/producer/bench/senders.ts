import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SendingTask, Share } from './sending';

/** Processes that hold their records ready, and send them all when told to. */
export interface Senders {
  readonly records: number;
  readonly bytes: number;
  /** Records a second, from the word to the last acknowledgement. */
  send(): Promise<number>;
  close(): void;
}

export async function startSenders(
  processes: number,
  task: Omit<SendingTask, 'processes' | 'process'>,
): Promise<Senders> {
  const children = Array.from({ length: processes }, () => fork(join(__dirname, 'sending.ts')));
  const shares = (await Promise.all(
    children.map((child, index) => ask(child, { ...task, processes, process: index } satisfies SendingTask)),
  )) as Share[];
  const sum = (name: keyof Share): number => shares.reduce((total, share) => total + share[name], 0);
  const records = sum('records');
  return {
    records,
    bytes: sum('bytes'),
    async send() {
      const start = performance.now();
      await Promise.all(children.map((child) => ask(child, 'send')));
      return Math.round(records / ((performance.now() - start) / 1000));
    },
    close: () => children.forEach((child) => child.kill()),
  };
}

/** @throws Error when the process ends instead of answering; it has said why. */
async function ask(child: ChildProcess, message: SendingTask | 'send'): Promise<unknown> {
  child.send(message);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a process that sends ended with ${String(code)}`);
  });
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  return answer;
}
