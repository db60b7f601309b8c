/** Offsets of one partition; `to` is not part of it. */
export interface OffsetSpan {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

/** The port to what a topic holds now, read_committed: transaction markers and aborted records are not records. */
export interface LogReader {
  /**
   * Earliest and next offset per partition.
   *
   * @throws PlatformError TOPIC_MISSING, KAFKA_UNAVAILABLE
   */
  bounds(topic: string): Promise<ReadonlyMap<number, { readonly earliest: number; readonly next: number }>>;

  /**
   * Offsets of the records in some spans of one partition, in order. The spans lie between the bounds and do not overlap.
   *
   * @throws PlatformError KAFKA_UNAVAILABLE when the log does not answer in time.
   */
  records(topic: string, spans: readonly OffsetSpan[]): Promise<number[]>;

  close(): Promise<void>;
}
