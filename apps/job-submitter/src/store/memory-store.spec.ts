import { memoryStore } from '../testing/memory-store';
import { describeStore } from '../testing/store-contract';

describeStore('in memory, which the tests of this app use', async () => ({
  store: memoryStore(),
  place: 's3://a',
}));
