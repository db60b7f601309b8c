export type { OutgoingRecord, PartitionLog } from './partition-log';
export { Sender, type Outcome, type SenderOptions } from './sender';
export { kafkajsPartitionLog } from './kafkajs/partition-log';
export type { KafkaSettings } from './kafkajs/client';
