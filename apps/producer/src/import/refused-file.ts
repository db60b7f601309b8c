import { closeSync, openSync, writeSync } from 'node:fs';
import type { RefusedLine } from './import-file';

/** Lines that became no event, as lines of JSON with the reason: to be mended and imported again. */
export class RefusedFile {
  private readonly file: number;

  /** @param goOn Whether an earlier run has begun it. */
  constructor(path: string, goOn: boolean) {
    this.file = openSync(path, goOn ? 'a' : 'w');
  }

  /** Written at once: what is counted as refused is in the file, whatever happens next. */
  readonly add = ({ line, reason, text }: RefusedLine): void => {
    writeSync(
      this.file,
      `${JSON.stringify({ line, reason, text: Buffer.from(text, 'latin1').toString() })}\n`,
    );
  };

  close(): void {
    closeSync(this.file);
  }
}
