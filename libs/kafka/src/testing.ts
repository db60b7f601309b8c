export { startBroker, startCluster, type TestBroker, type TestCluster } from './testing/broker';
export { memoryLog, type Fault, type MemoryLog } from './testing/memory-log';
export { readTopic, type StoredRecord } from './testing/read-topic';
