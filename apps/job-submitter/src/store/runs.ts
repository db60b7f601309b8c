import { z } from 'zod';
import { PlatformError } from '@clickstream/errors';
import { parsePlan, planText } from '../plan/file';
import { planSchema, type Plan } from '../plan/plan';
import { bytes, text, type ObjectStore } from './object-store';

export const ACTIONS = ['submit', 'upgrade', 'rollback'] as const;
export type Action = (typeof ACTIONS)[number];

const recordSchema = z.strictObject({
  run: z.int().min(1),
  at: z.iso.datetime(),
  action: z.enum(ACTIONS),
  plan: planSchema,
});
/** That a plan was submitted; written just before, so that no run is without one. */
export type RunRecord = z.infer<typeof recordSchema>;

/** Everything that was ever submitted for a pipeline, beside its checkpoints; nothing is changed or removed. */
export class Runs {
  private readonly folder: string;

  /** @param folder See `controlFolder`. */
  constructor(
    private readonly store: ObjectStore,
    folder: string,
  ) {
    this.folder = `${folder}/runs/`;
  }

  /** The newest first. */
  async *all(): AsyncGenerator<RunRecord> {
    for (const name of (await this.names()).reverse()) {
      const found = await this.store.read(this.folder + name);
      if (!found) continue;
      const record = recordSchema.parse(JSON.parse(text(found.content)));
      yield { ...record, plan: parsePlan(planText(record.plan), this.folder + name) };
    }
  }

  async latest(): Promise<RunRecord | undefined> {
    for await (const record of this.all()) return record;
    return undefined;
  }

  /** @throws PlatformError SUBMITTED_MEANWHILE when somebody else was faster. */
  async append(action: Action, plan: Plan, at: Date): Promise<RunRecord> {
    const last = (await this.names()).at(-1);
    const run = Number.parseInt(last ?? '0', 10) + 1;
    const record: RunRecord = { run, at: at.toISOString(), action, plan };
    const uri = `${this.folder}${String(run).padStart(6, '0')}.json`;
    if (await this.store.create(uri, bytes(`${JSON.stringify(record, null, 2)}\n`))) return record;
    throw new PlatformError({
      code: 'SUBMITTED_MEANWHILE',
      message: 'somebody else submitted a run of this pipeline just now',
      where: uri,
      next: 'look what runs with: job-submitter status',
      exitCode: 2,
    });
  }

  private async names(): Promise<string[]> {
    return (await this.store.list(this.folder)).filter((name) => /^\d+\.json$/.test(name));
  }
}
