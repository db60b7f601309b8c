import { loadConfig, type PlatformConfig } from '@clickstream/config';
import { kafkajsLogReader } from '@clickstream/kafka';
import type { Workbench } from '../workbench';

/** Records in the topic, by its own offsets. */
export async function recordsInKafka(kafka: PlatformConfig['kafka'], topic: string): Promise<number> {
  const log = kafkajsLogReader(kafka, 'platform-demo');
  try {
    return [...(await log.bounds(topic)).values()].reduce(
      (sum, { earliest, next }) => sum + next - earliest,
      0,
    );
  } finally {
    await log.close();
  }
}

/** Reads the settings of a home as every other app reads them. */
export function homeConfig(bench: Workbench): PlatformConfig {
  return loadConfig({
    environment: 'local',
    workspace: bench.workspace,
    env: { ...process.env, PLATFORM_HOME: bench.home.root },
  });
}
