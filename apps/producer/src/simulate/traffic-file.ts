import { closeSync, openSync, writeSync } from 'node:fs';
import type { TrafficRecord } from './traffic/record';

const CHUNK_CHARACTERS = 1_000_000;

/** Records as lines of JSON; a value that is no UTF-8 is written as base64. */
export class TrafficFile {
  private readonly file: number;
  private text = '';

  constructor(path: string) {
    this.file = openSync(path, 'w');
  }

  add({ partition, key, value, headers }: TrafficRecord): void {
    const content =
      typeof value === 'string'
        ? `"text":${JSON.stringify(value)}`
        : `"base64":"${value.toString('base64')}"`;
    this.text += `{"partition":${partition},"key":${JSON.stringify(key)},"headers":${JSON.stringify(headers)},${content}}\n`;
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
