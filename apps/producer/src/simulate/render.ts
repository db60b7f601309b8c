import type { SimulateResult } from './command';

/** What a person reads after a simulation. */
export function renderSimulation(result: SimulateResult): string {
  const { target, seed, events, records, skipped, acknowledged, refused, truth, seconds } = result;
  const n = (count: number): string => count.toLocaleString('en-US');
  const earlier = skipped > 0 ? `, ${n(skipped)} by an earlier run` : '';
  const taken = refused > 0 ? `, ${n(refused)} refused` : '';
  const fates = Object.entries(truth?.fates ?? {}).map(([fate, count]) => `  ${fate.padEnd(20)} ${n(count)}`);
  return [
    `seed ${seed}: ${n(events)} events = ${n(records)} records`,
    `${n(acknowledged)} records in ${target}${earlier}${taken}, ${seconds} s`,
    ...(truth ? [`ground truth in ${truth.folder}:`, ...fates] : []),
  ].join('\n');
}
