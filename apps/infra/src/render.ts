import Table from 'cli-table3';
import type { AdoptedStack, DeployedStack, DestroyedStack, OrderedStack, PlannedStack } from './outputs';

function table(head: string[], rows: readonly (readonly string[])[]): string {
  const made = new Table({ head, style: { head: [], border: [] } });
  made.push(...rows.map((row) => [...row]));
  return made.toString();
}

export const renderOrder = (rows: readonly OrderedStack[]): string =>
  table(
    ['', 'stack', 'comes after', 'status'],
    rows.map(({ stack, after, status, at }, index) => [
      String(index + 1),
      stack,
      after.at(-1) ?? '',
      at ? `${status} ${at}` : status,
    ]),
  );

export const renderPlanned = (rows: readonly PlannedStack[]): string =>
  table(
    ['stack', 'changes'],
    rows.map(({ stack, changes, waitsFor }) => [
      stack,
      waitsFor.length > 0 ? `waits for ${waitsFor.join(', ')}` : String(changes.length),
    ]),
  );

export const renderDestroyed = (rows: readonly DestroyedStack[]): string =>
  rows.length === 0
    ? 'nothing was there to destroy'
    : table(
        ['stack', 'removed'],
        rows.map(({ stack, removed }) => [stack, String(removed)]),
      );

export const renderAdopted = ({ stack, adopted, at }: AdoptedStack): string =>
  adopted ? `${stack} counts as applied` : `${stack} is applied since ${at}`;

export const renderDeployed = (rows: readonly DeployedStack[]): string =>
  [
    table(
      ['stack', 'changed', 'seconds'],
      rows.map(({ stack, changed, seconds }) => [stack, String(changed), seconds.toFixed(1)]),
    ),
    ...rows.flatMap(({ stack, outputs }) =>
      Object.entries(outputs).map(([name, value]) => `${stack}.${name} = ${JSON.stringify(value)}`),
    ),
  ].join('\n');
