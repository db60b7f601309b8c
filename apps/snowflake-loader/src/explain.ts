import type { DataFile } from '@clickstream/lake';
import type { LoadUnit, StagedFile } from '@clickstream/warehouse';
import type { Explanation } from './outputs';
import { pendingSnapshots } from './pending';
import type { Sight } from './status';
import type { Target } from './target';
import { BOUNDS, keyRange, planUnits } from './units';

/** The statements that a load would run now, in order; runs none of them and copies no file. */
export async function explainLoad(sight: Omit<Sight, 'now'>): Promise<Explanation> {
  const { plan, warehouse } = sight;
  const units: LoadUnit[] = [];
  for (const target of plan.targets) units.push(...(await unitsOf(sight, target)));
  return { pipeline: plan.schema.pipeline, statements: [...(await warehouse.explain(plan.schema, units))] };
}

async function unitsOf(
  { plan, lake, namespace, warehouse }: Omit<Sight, 'now'>,
  { source, table }: Target,
): Promise<LoadUnit[]> {
  const { schema } = plan;
  const lakeTable = await lake.table(namespace, source);
  if (!lakeTable) return [];
  const position = await warehouse.read((session) => session.position(schema.pipeline, table.name));
  const pending = pendingSnapshots(schema.pipeline, lakeTable, position);
  const units: LoadUnit[] = [];
  for await (const { after, snapshots, files } of planUnits(
    lake,
    schema.pipeline,
    lakeTable,
    pending,
    BOUNDS,
  ))
    units.push({
      ...{ schema, table, after, snapshots, files: files.map(inLake) },
      range: keyRange(lakeTable, table, files),
    });
  return units;
}

/** A load reads a copy on this machine, whose name is known only then. */
function inLake({ location, rows }: DataFile): StagedFile {
  return { location, path: location, rows };
}
