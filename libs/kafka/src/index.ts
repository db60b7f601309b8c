export type { OutgoingRecord, PartitionLog } from './partition-log';
export { Sender, type Outcome, type SenderOptions } from './sender';
export { kafkajsPartitionLog } from './kafkajs/partition-log';
export type { KafkaSettings } from './kafkajs/client';
export type { LogReader, OffsetSpan } from './log-reader';
export { kafkajsLogReader } from './kafkajs/log-reader';
export type { NewTopic, TopicAdmin, TopicState } from './topic-admin';
export { kafkajsTopicAdmin } from './kafkajs/topic-admin';
export { persist, systemClock, type Patience } from './patience';
