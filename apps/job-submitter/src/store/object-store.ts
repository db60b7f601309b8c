/** An object with what the store knows of it. */
export interface StoredObject {
  readonly content: Uint8Array;
  /** Changes whenever it is written with another content. */
  readonly tag: string;
  /** Since it was written, by the clock of the store. */
  readonly ageSeconds: number;
}

/**
 * The little that this app needs of S3; `key` is `s3://bucket/key`. Every method throws PlatformError STORE_REFUSED
 * (a person has to act) or STORE_UNREACHABLE (retry `backoff`).
 */
export interface ObjectStore {
  /** Undefined when there is no such object. */
  read(uri: string): Promise<StoredObject | undefined>;
  /** Bytes of an object; undefined when there is none. */
  size(uri: string): Promise<number | undefined>;
  /** Writes an object that is not there yet. @returns false when it is there: it stays as it is. */
  create(uri: string, content: Uint8Array): Promise<boolean>;
  /** Writes an object, whatever was there. */
  write(uri: string, content: Uint8Array): Promise<void>;
  remove(uri: string): Promise<void>;
  /** Names directly below a folder, without its path, sorted; those of folders end in a slash. */
  list(folder: string): Promise<string[]>;
  close(): void;
}

export const text = (content: Uint8Array): string => new TextDecoder().decode(content);
export const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);
