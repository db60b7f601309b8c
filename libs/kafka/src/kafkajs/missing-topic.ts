import { laggingBroker } from './errors';

/** Longer than a broker that was started again takes to read its metadata. */
const LAG_MS = 15_000;

/** Tells a topic that was deleted from one that a broker does not know yet, for a writer that has found it before. */
export class MissingTopic {
  private readonly unlistedSince = new Map<string, number>();

  /** @param isListed Whether any broker names the topic. @param now Milliseconds, monotonic. */
  constructor(
    private readonly isListed: (topic: string) => Promise<boolean>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** A broker knows the topic. */
  found(topic: string): void {
    this.unlistedSince.delete(topic);
  }

  /** @returns The error, worth another try when the topic is listed, or was not for a moment only. */
  async judge(topic: string, error: unknown): Promise<unknown> {
    const doubtful = laggingBroker(error);
    if (doubtful === error) return error;
    if (await this.isListed(topic)) {
      this.found(topic);
      return doubtful;
    }
    const since = this.unlistedSince.get(topic) ?? this.now();
    this.unlistedSince.set(topic, since);
    return this.now() - since < LAG_MS ? doubtful : error;
  }
}
