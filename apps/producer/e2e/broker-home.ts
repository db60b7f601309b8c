import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeEndpoints } from '@clickstream/config';
import { startBroker, type TestBroker } from '@clickstream/kafka-testing';

/** A real broker and a home whose endpoints lead to it; nothing else of the home is there. */
export interface BrokerHome {
  readonly broker: TestBroker;
  readonly home: string;
  remove(): Promise<void>;
}

export async function startBrokerHome(): Promise<BrokerHome> {
  const broker = await startBroker();
  const home = mkdtempSync(join(tmpdir(), 'producer-'));
  writeEndpoints(home, {
    kafka: { bootstrapServers: broker.bootstrapServers },
    s3: { endpoint: 'http://127.0.0.1:1' },
    lake: { catalogUri: 'http://127.0.0.1:1' },
    warehouse: { path: join(home, 'unused.duckdb') },
  });
  return {
    broker,
    home,
    async remove() {
      await broker.remove();
      rmSync(home, { recursive: true });
    },
  };
}
