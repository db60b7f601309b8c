/** A topic as Kafka has it. */
export interface TopicState {
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Settings that were made for this topic; everything else is the broker's default. */
  readonly overrides: Readonly<Record<string, string>>;
}

export interface NewTopic extends TopicState {
  readonly name: string;
}

/** A topic as it is now. */
export interface LiveTopic extends TopicState {
  /** Every setting that counts now, whether made for this topic or a default of the broker. */
  readonly settings: Readonly<Record<string, string>>;
}

/** The port to the topics of a Kafka cluster. All methods throw PlatformError as {@link PartitionLog} does. */
export interface TopicAdmin {
  /** Undefined when there is no such topic; never creates one. */
  describe(name: string): Promise<LiveTopic | undefined>;
  /** Returns once every partition has a leader. */
  create(topic: NewTopic): Promise<void>;
  /** @param total Partitions afterwards, more than now. */
  grow(name: string, total: number): Promise<void>;
  /** Replaces all overrides of a topic: what is not named goes back to the broker's default. */
  override(name: string, overrides: TopicState['overrides']): Promise<void>;
  close(): Promise<void>;
}
