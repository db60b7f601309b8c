import { compare, leastBump, type Bump, type Change } from './compare';
import { compareColumns, type ColumnChange } from './compare-tables';
import type { PipelineContract } from './contract';
import { publishedFrom, publishedPath, modelText, versionsOf, type Published } from './published';
import type { EventModel, Field } from './rule';
import { unionFields } from './spark/extract';
import { tablesOf } from './tables';
import { majorOf } from './versions';

export interface EventReport {
  readonly event: string;
  /** Undefined for an event that was never published. */
  readonly from?: string;
  readonly to: string;
  readonly bump: Bump;
  readonly changes: readonly Change[];
  readonly published: boolean;
  /** Breaking, and no upcast keeps old events readable. */
  readonly refused: boolean;
}

/** A published version that is not what it was, or that does not follow from the one before. */
export interface Violation {
  readonly file: string;
  readonly problem: string;
  readonly todo: string;
}

export interface CheckReport {
  readonly pipeline: string;
  readonly events: readonly EventReport[];
  readonly columns: readonly ColumnChange[];
  /** Least bump of the topic and of the tables. */
  readonly topic: Bump;
  readonly warehouse: Bump;
  readonly violations: readonly Violation[];
  readonly ok: boolean;
}

/**
 * Judges the definitions against what is published.
 *
 * @param files Published files now, by path below `contracts/`.
 * @param base The same at the base ref; what it holds may never change.
 */
export function check(
  contract: PipelineContract,
  files: ReadonlyMap<string, string>,
  base: ReadonlyMap<string, string>,
): CheckReport {
  const reference = publishedFrom(base);
  const published = publishedFrom(files);
  const events = reports(contract, reference, published);
  const columns = compareColumns(
    columnsOf(contract, latestFields(reference)),
    columnsOf(contract, unionFields(contract.readables())),
  );
  const violations = [...rewritten(files, base), ...badSteps(published), ...orphans(contract, published)];
  return {
    pipeline: contract.pipeline,
    events,
    columns: reference.size === 0 ? [] : columns,
    topic: leastBump(events),
    warehouse: reference.size === 0 ? 'none' : leastBump(columns),
    violations,
    ok:
      violations.length === 0 &&
      events.every((event) => !event.refused) &&
      !columns.some((column) => reference.size > 0 && column.impossible),
  };
}

function reports(contract: PipelineContract, reference: Published, published: Published): EventReport[] {
  const versions = versionsOf(contract, reference);
  return contract.events.map(({ name, fields, doc, upcasts }) => {
    const latest = reference.get(name)?.at(-1);
    const now: EventModel = { event: name, version: versions[name]?.current ?? '', doc, fields };
    const changes = latest ? compare(latest, now) : [];
    const bump = latest ? leastBump(changes) : 'minor';
    const declared = !latest || upcasts.length + 1 > majorOf(latest.version);
    return {
      event: name,
      ...(latest && { from: latest.version }),
      to: now.version,
      bump,
      changes,
      published: (published.get(name) ?? []).some((model) => modelText(model) === modelText(now)),
      refused: bump === 'major' && !declared,
    };
  });
}

/** The fields that the tables have by what is published; an event that was never published adds nothing yet. */
function latestFields(reference: Published): readonly Field[] {
  return unionFields(
    [...reference.values()].flatMap((models) => {
      const latest = models.at(-1);
      if (!latest) return [];
      return [{ key: latest.event, event: latest.event, fields: latest.fields, accepted: [], upcasts: [] }];
    }),
  );
}

function columnsOf(contract: PipelineContract, fields: readonly Field[]) {
  return tablesOf(contract.pipeline, fields).events.columns;
}

function rewritten(files: ReadonlyMap<string, string>, base: ReadonlyMap<string, string>): Violation[] {
  return [...base].flatMap(([file, text]) => {
    const now = files.get(file);
    if (now === text) return [];
    return [
      {
        file,
        problem: now === undefined ? 'a published version was deleted' : 'a published version was rewritten',
        todo: 'restore it: git checkout <base> -- <file>; publish a new version instead',
      },
    ];
  });
}

/** Every published step must carry the number it deserves, also one that was written by hand. */
function badSteps(published: Published): Violation[] {
  return [...published.values()].flatMap((models) =>
    models.slice(1).flatMap((model, index) => {
      const before = models[index];
      if (!before || majorOf(model.version) > majorOf(before.version)) return [];
      const bump = leastBump(compare(before, model));
      const minor = Number(model.version.split('.')[1]) > Number(before.version.split('.')[1]);
      const enough = bump === 'none' || bump === 'patch' || (bump === 'minor' && minor);
      if (enough) return [];
      return [
        {
          file: publishedPath(model).replace(/^contracts\//, ''),
          problem: `the change from ${before.version} is ${bump}`,
          todo: 'delete the new file and run schema-publish',
        },
      ];
    }),
  );
}

function orphans(contract: PipelineContract, published: Published): Violation[] {
  const names = new Set(contract.events.map((event) => event.name));
  return [...published.keys()]
    .filter((event) => !names.has(event))
    .map((event) => ({
      file: `${event}/`,
      problem: 'the event is published and no longer defined: its records would all be set aside',
      todo: 'keep the definition as long as producers may send it',
    }));
}
