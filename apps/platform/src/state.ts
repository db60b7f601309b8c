import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { PlatformError } from '@clickstream/errors';
import { writeFileAtomic } from '@clickstream/host';
import type { Home } from './home';

/** What a home can have for a warehouse. */
export const WAREHOUSES = ['duckdb', 'snowflake-emulator'] as const;

/** What must stay the same between two starts of a home. Ports are kept so that clients can reconnect. */
const stateSchema = z.strictObject({
  version: z.literal(1),
  brokers: z.union([z.literal(1), z.literal(3)]),
  warehouse: z.enum(WAREHOUSES).default('duckdb'),
  /** Kafka cluster id: 16 random bytes, base64url. */
  clusterId: z.string(),
  /** By service, then by the name that the service gives to its port. */
  ports: z.record(z.string(), z.record(z.string(), z.int())),
});

export type State = z.infer<typeof stateSchema>;

export function readState(home: Home): State | undefined {
  if (!existsSync(home.stateFile)) return undefined;
  const parsed = stateSchema.safeParse(JSON.parse(readFileSync(home.stateFile, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new PlatformError({
    code: 'BAD_STATE',
    message: 'the state of this home cannot be read; it was made by another version or damaged',
    where: home.stateFile,
    next: 'npm run platform -- down --purge (deletes the local data), then up again',
    exitCode: 2,
  });
}

export function writeState(home: Home, state: State): void {
  writeFileAtomic(home.stateFile, `${JSON.stringify(state, null, 2)}\n`);
}
