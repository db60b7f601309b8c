import { CONTRACT_MAX_MESSAGE_BYTES, partitionLogContract } from './contract';
import { memoryLog, type MemoryLog } from './memory-log';

let log: MemoryLog;

partitionLogContract('memory', () => ({
  async freshTopic() {
    log = memoryLog('topic', 2, CONTRACT_MAX_MESSAGE_BYTES);
    return 'topic';
  },
  open: () => log,
  read: async (_topic, partition) => log.partitions[partition] ?? [],
}));
