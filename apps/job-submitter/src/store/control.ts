import { z } from 'zod';
import { bytes, text, type ObjectStore } from './object-store';

const leaseSchema = z.looseObject({ holder: z.string() });

/**
 * Where everything about the runs of a pipeline lies, or of a step that runs beside its stream.
 *
 * @param checkpoints The setting storage.checkpoints.
 * @param step Absent for the stream.
 */
export const controlFolder = (checkpoints: string, pipeline: string, step?: string): string =>
  [`${checkpoints}/job=${pipeline}`, step].filter(Boolean).join('/');

/** Whom an order is for that every driver obeys, such as one that a cluster starts in the place of another. */
export const EVERYONE = '*';

/** The lease of a driver, as `lease.py` of spark/platform writes it. */
export interface Lease {
  readonly holder: string;
  readonly tag: string;
  readonly ageSeconds: number;
}

/** The objects beside the checkpoints of a pipeline by which its drivers are watched and told to stop. */
export class Control {
  /** @param folder See {@link controlFolder}. */
  constructor(
    private readonly store: ObjectStore,
    private readonly folder: string,
  ) {}

  get leaseUri(): string {
    return `${this.folder}/lease.json`;
  }

  async lease(): Promise<Lease | undefined> {
    const found = await this.store.read(this.leaseUri);
    if (!found) return undefined;
    const { holder } = leaseSchema.parse(JSON.parse(text(found.content)));
    return { holder, tag: found.tag, ageSeconds: found.ageSeconds };
  }

  /** Orders a driver to end between two batches; no other driver obeys, unless it is for {@link EVERYONE}. */
  async orderStop(holder: string): Promise<void> {
    await this.store.write(`${this.folder}/stop.json`, bytes(`${JSON.stringify({ holder })}\n`));
  }

  /** Takes the lease from whoever has it: a driver that cannot renew it ends at once. */
  async revoke(): Promise<void> {
    await this.store.remove(this.leaseUri);
  }

  async forgetStop(): Promise<void> {
    await this.store.remove(`${this.folder}/stop.json`);
  }
}
