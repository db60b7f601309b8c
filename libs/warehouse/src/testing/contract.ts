import { analysingBehaviours } from './analysing';
import { benchOf, type Harness } from './bench';
import { comparingBehaviours } from './comparing';
import { dyingBehaviours } from './dying';
import { evolvingBehaviours } from './evolving';
import { loadingBehaviours } from './loading';
import { refusingBehaviours } from './refusing';
import { repeatingBehaviours } from './repeating';
import { viewingBehaviours } from './viewing';

/** What every warehouse must do, whichever engine it is. */
export function warehouseContract(name: string, harness: Harness): void {
  describe(`a ${name} warehouse`, () => {
    const bench = benchOf(harness);
    loadingBehaviours(bench);
    repeatingBehaviours(bench);
    dyingBehaviours(bench);
    refusingBehaviours(bench);
    comparingBehaviours(bench);
    evolvingBehaviours(bench);
    viewingBehaviours(bench);
    analysingBehaviours(bench);
  });
}
