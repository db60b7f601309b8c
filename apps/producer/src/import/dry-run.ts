import { clickstream } from '@clickstream/pipeline-clickstream';
import type { LineRecord, RecordSender } from './import-file';
import { verdictOn } from './verdict';

/** Takes records in place of Kafka and counts what the contract says of them; sends nothing. */
export class DryRun implements RecordSender {
  readonly verdicts: Record<string, number> = {};

  /** @param pipeline Only the events of `clickstream` are known here; of others, lines are checked and no fields. */
  constructor(private readonly pipeline: string) {}

  add({ value, headers }: LineRecord): undefined {
    const verdict =
      this.pipeline === clickstream.pipeline ? judged(value, headers['received_at']) : 'unjudged';
    this.verdicts[verdict] = (this.verdicts[verdict] ?? 0) + 1;
    return undefined;
  }

  flush(): Promise<void> {
    return Promise.resolve(); // nothing is ever in flight
  }
}

function judged(value: string | Buffer, receivedAt: string | undefined): string {
  const verdict = verdictOn(value, Number(receivedAt));
  return verdict.ok ? 'valid' : verdict.kind;
}
