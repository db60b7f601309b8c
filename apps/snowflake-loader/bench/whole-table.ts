/**
 * `whole-table.ts <rebuild|compare> <warehouse> <folder> <rows> <rows per file>`: does it with all files of the folder, in a
 * process of its own, and prints as JSON what it took and how much memory.
 */
import { createDuckdbWarehouse, type FileBatches } from '@clickstream/warehouse';
import { BOUNDS } from '../src/units';
import { effortOf, peakMemoryMB, type Effort } from './effort';
import { fileOf, plan, table } from './rows';

/** What work on a whole table took. */
export interface WholeTable extends Effort {
  readonly peakMemoryMB: number;
}

async function* filesOf(folder: string, rows: number, step: number): FileBatches {
  const perBatch = Math.max(1, Math.floor(BOUNDS.rows / step));
  const starts = Array.from({ length: rows / step }, (_, index) => index * step);
  for (let at = 0; at < starts.length; at += perBatch)
    yield starts.slice(at, at + perBatch).map((from) => fileOf(folder, from, step));
}

async function main([what, path = '', folder = '', ...sizes]: readonly string[]): Promise<void> {
  const [rows = 0, step = 1] = sizes.map(Number);
  const warehouse = createDuckdbWarehouse({ path });
  const { schema } = plan;
  const batches = filesOf(folder, rows, step);
  const effort = await effortOf(async () => {
    if (what === 'rebuild') {
      const outcome = await warehouse.write(async (session) => {
        await session.prepare(schema);
        return session.rebuild({ schema, table, snapshots: [], batches });
      });
      if (outcome.kind !== 'committed' || outcome.inserted !== rows) throw new Error(JSON.stringify(outcome));
      await warehouse.publish();
    } else {
      const found = await warehouse.read((session) => session.compare({ schema, table, rows, batches }));
      if (found?.warehouseRows !== rows || found.missing + found.extra + found.changed > 0)
        throw new Error(JSON.stringify(found));
    }
  });
  process.stdout.write(JSON.stringify({ ...effort, peakMemoryMB: peakMemoryMB() } satisfies WholeTable));
}

void main(process.argv.slice(2));
