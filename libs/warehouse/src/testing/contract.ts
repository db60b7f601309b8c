import { accountingBehaviours } from './accounting';
import { analysingBehaviours } from './analysing';
import { benchOf, type Harness } from './bench';
import { changingBehaviours } from './changing';
import { comparingBehaviours } from './comparing';
import { dyingBehaviours } from './dying';
import { evolvingBehaviours } from './evolving';
import { loadingBehaviours } from './loading';
import { rebuildingBehaviours } from './rebuilding';
import { refusingBehaviours } from './refusing';
import { repeatingBehaviours } from './repeating';
import { viewingBehaviours } from './viewing';

/** What every warehouse must do, whichever engine it is. */
export function warehouseContract(name: string, harness: Harness): void {
  describe(`a ${name} warehouse`, () => {
    const bench = benchOf(harness);
    loadingBehaviours(bench);
    accountingBehaviours(bench);
    repeatingBehaviours(bench);
    dyingBehaviours(bench);
    refusingBehaviours(bench);
    changingBehaviours(bench);
    comparingBehaviours(bench);
    rebuildingBehaviours(bench);
    evolvingBehaviours(bench);
    viewingBehaviours(bench);
    analysingBehaviours(bench);
  });
}
