import { loadConfig } from '@clickstream/config';
import { PlatformError } from '@clickstream/errors';
import { kafkajsPartitionLog, Sender, type OutgoingRecord, type Outcome } from '@clickstream/kafka';

export interface SendTask<R extends OutgoingRecord> {
  readonly workspace: string;
  readonly environment: string;
  /** How the client shows up in the broker's logs. */
  readonly clientId: string;
  readonly topic: string;
  readonly maxMessageBytes: number;
  readonly giveUpAfterSeconds: number;
  readonly onOutcome: (record: R, outcome: Outcome) => void;
}

/**
 * Does some work with a sender that is open, and closes it. Work that `stop` ended while Kafka was away is no failure:
 * whoever stopped it is told what was acknowledged, not that Kafka is away.
 *
 * @throws PlatformError of the configuration or Kafka; whatever the work throws.
 */
export async function withSender<R extends OutgoingRecord>(
  task: SendTask<R>,
  stop: AbortSignal,
  work: (sender: Sender<R>) => Promise<void>,
): Promise<void> {
  const { workspace, environment, clientId, topic, maxMessageBytes, giveUpAfterSeconds, onOutcome } = task;
  const log = kafkajsPartitionLog(loadConfig({ environment, workspace }).kafka, clientId);
  const onWaiting = (error: PlatformError): void =>
    void process.stderr.write(`waiting for Kafka: ${error.message} (${error.where})\n`);
  const giveUpAfterMs = giveUpAfterSeconds * 1000;
  try {
    await work(
      await Sender.open<R>({ log, topic, maxMessageBytes, giveUpAfterMs, stop, onOutcome, onWaiting }),
    );
  } catch (error) {
    const away = error instanceof PlatformError && error.code === 'KAFKA_AWAY';
    if (!stop.aborted || !away) throw error;
  } finally {
    await log.close();
  }
}
