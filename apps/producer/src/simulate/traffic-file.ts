import { closeSync, openSync, writeSync } from 'node:fs';
import type { TrafficRecord } from './traffic/record';

/** Small enough for what is written to stay in a near cache. */
const CHUNK_CHARACTERS = 65_536;

/** Records as lines of JSON; a value that is no UTF-8 is written as base64. */
export class TrafficFile {
  private readonly file: number;
  private text = '';

  constructor(path: string) {
    this.file = openSync(path, 'w');
  }

  add({ partition, key, value, headers }: TrafficRecord): void {
    const content = typeof value === 'string' ? { text: value } : { base64: value.toString('base64') };
    this.text += `${JSON.stringify({ partition, key, headers, ...content })}\n`;
    if (this.text.length > CHUNK_CHARACTERS) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private flush(): void {
    writeSync(this.file, this.text);
    this.text = '';
  }
}
