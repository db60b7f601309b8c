import { isOver, type Backend } from '../backend/backend';
import type { Bundle } from '../bundle/make';
import type { Plan } from '../plan/plan';
import { sampleBundle } from './samples';

/** One place where jobs run, with what the suite needs to know of it. */
export interface BackendHarness {
  readonly backend: Backend;
  /** A plan for this place whose run goes on until it is ended. */
  plan(bundle: Bundle): Plan;
  /** The same for a cluster, application or installation that is not there. */
  planElsewhere(bundle: Bundle): Plan;
  /** The arguments in the request of a plan, from the part of it that the place can be asked about. */
  expected(plan: Plan): readonly string[];
  /** What the place was really asked to run, argument by argument. */
  asked(plan: Plan): Promise<readonly string[]>;
  /** Lets the newest run log a line. */
  log(plan: Plan, line: string): Promise<void>;
  stop(): Promise<void>;
}

/** What each place where jobs run must do. */
export function describeBackend(name: string, open: () => Promise<BackendHarness>): void {
  describe(`the backend ${name}`, () => {
    let place: BackendHarness;
    let plan: Plan;
    let bundle: Bundle;
    let cases = 0;

    beforeAll(async () => void (place = await open()));
    beforeEach(() => {
      cases += 1;
      bundle = sampleBundle(`case ${cases}`);
      plan = place.plan(bundle);
    });
    afterEach(() => place.backend.cancel(plan));
    afterAll(() => place.stop());

    it('knows nothing of a plan that was never started', async () => {
      expect(await place.backend.find(plan)).toBeUndefined();
      expect(await place.backend.logs(plan, 10)).toEqual([]);
      await place.backend.cancel(plan);
    });

    it('runs exactly what the plan says, and finds the run again', async () => {
      const started = await place.backend.start(plan, bundle);
      expect(isOver(started)).toBe(false);
      expect((await place.backend.find(plan))?.id).toBe(started.id);
      expect(await place.asked(plan)).toEqual(place.expected(plan));
    });

    it('ends a run at once, which then is over and is no failure', async () => {
      await place.backend.start(plan, bundle);
      await place.backend.cancel(plan);
      const run = await place.backend.follow(plan, () => undefined, new AbortController().signal);
      expect(run.state).toBe('cancelled');
    });

    it('finds the newest of two runs of one plan', async () => {
      const first = await place.backend.start(plan, bundle);
      await place.backend.cancel(plan);
      const second = await place.backend.start(plan, bundle);
      expect(second.id).not.toBe(first.id);
      expect((await place.backend.find(plan))?.id).toBe(second.id);
    });

    it('shows the last lines of the log', async () => {
      await place.backend.start(plan, bundle);
      await place.asked(plan);
      for (const line of ['one', 'two', 'three']) await place.log(plan, line);
      expect(await place.backend.logs(plan, 2)).toEqual(['two', 'three']);
    });

    it('says so when there is nothing to run on', async () => {
      const elsewhere = place.planElsewhere(bundle);
      await expect(place.backend.start(elsewhere, bundle)).rejects.toMatchObject({
        code: expect.stringMatching(/_MISSING$/),
        exitCode: 2,
      });
    });
  });
}
