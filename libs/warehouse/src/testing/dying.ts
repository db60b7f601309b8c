import { STEPS } from '../port';
import type { Bench } from './bench';
import { IDS, LEDGER, snapshot, unit } from './fixtures';

export function dyingBehaviours(bench: Bench): void {
  describe.each(bench.steps)('that dies at "%s"', (deadly) => {
    it('holds the same rows after a rerun', async () => {
      await bench.apply(unit(1, [await bench.events(1, 2)]));
      const second = unit(2, [await bench.events(3, 4)]);
      const dying = bench.apply(second, (step) => {
        if (step === deadly) throw new Error('killed');
      });
      await expect(dying).rejects.toThrow('killed');

      const isDurable = STEPS.indexOf(deadly) >= STEPS.indexOf('committed');
      expect((await bench.apply(second)).kind).toBe(isDurable ? 'alreadyLoaded' : 'committed');
      expect([await bench.seen(IDS), await bench.seen(LEDGER)]).toEqual([
        ['e001', 'e002', 'e003', 'e004'],
        [snapshot(1).id, snapshot(2).id],
      ]);
    });
  });
}
