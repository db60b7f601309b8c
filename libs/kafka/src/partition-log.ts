/** A record on its way into Kafka. */
export interface OutgoingRecord {
  /** Decides the partition; records with the same key keep their order. */
  readonly key: string;
  /** Text is sent as UTF-8. */
  readonly value: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** Instead of the partition of the key. */
  readonly partition?: number;
}

/**
 * The port to a Kafka client: one idempotent writer (acks = all) with a producer id of its own.
 *
 * The caller's side of the protocol, on which order and exactly-once appends rest:
 * at most one `append` a partition is under way, and after a failure with `retry: 'backoff'` the next `append` to that
 * partition carries the very same batch. The sequence number of a failed batch is used again; with other records behind
 * it, the broker would take them for a repetition of the first attempt, acknowledge them and drop them.
 */
export interface PartitionLog {
  /**
   * @throws PlatformError TOPIC_MISSING, KAFKA_UNAVAILABLE (`retry: 'backoff'`), KAFKA_REFUSED.
   */
  partitionCount(topic: string): Promise<number>;

  /**
   * Appends a batch in its order, as a whole or not at all.
   *
   * @returns Offset of its first record, once all replicas in sync have the batch.
   * @param topic One that `partitionCount` has found.
   * @throws PlatformError RECORD_TOO_LARGE and KAFKA_REFUSED: nothing was appended. TOPIC_MISSING (`retry: 'backoff'`): nothing
   *   was appended, and a broker that was started again may not know it yet; otherwise it was deleted. KAFKA_UNAVAILABLE
   *   (`retry: 'backoff'`): unknown whether it was appended; the same batch again is appended at most once.
   *   SEQUENCE_LOST: unknown, and this writer cannot go on.
   */
  append(topic: string, partition: number, batch: readonly OutgoingRecord[]): Promise<bigint>;

  close(): Promise<void>;
}
