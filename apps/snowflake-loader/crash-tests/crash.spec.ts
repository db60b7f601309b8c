import { changelogBehaviours } from './changelogs';
import { crashStateBehaviours } from './crash-states';
import { damageBehaviours } from './damage';
import { dyingBehaviours } from './dying';
import { evolutionBehaviours } from './evolution';
import { lineageBehaviours } from './lineage';
import { readerBehaviours } from './readers';
import { tamperingBehaviours } from './tampering';
import { World } from './world';

let current: World;
beforeAll(async () => void (current = await World.start()));
afterAll(() => current.stop());
const world = (): World => current;

dyingBehaviours(world);
crashStateBehaviours(world);
tamperingBehaviours(world);
changelogBehaviours(world);
damageBehaviours(world);
lineageBehaviours(world);
readerBehaviours(world);
evolutionBehaviours(world);
