import type { ImportResult } from './command';

/** Malformed lines that a person is shown; the rest is counted. */
const SHOWN = 20;

/** What a person reads after an import. */
export function renderImport(result: ImportResult): string {
  const { file, topic, lines, events, acknowledged, malformedLines, malformed, seconds, skipped, verdicts } =
    result;
  const n = (count: number): string => count.toLocaleString('en-US');
  const left = malformedLines - Math.min(malformed.length, SHOWN);
  const earlier = skipped > 0 ? ` + ${n(skipped)} of an earlier run` : '';
  const verdictLines = (counts: Record<string, number>): string[] =>
    Object.entries(counts).map(([verdict, count]) => `  ${verdict.padEnd(20)} ${n(count)}`);
  return [
    `${file}: ${n(lines)} lines = ${n(events)} events + ${n(malformedLines)} malformed${earlier}`,
    ...(verdicts
      ? [`nothing was sent; what the contract says of the events:`, ...verdictLines(verdicts)]
      : [`${n(acknowledged)} events acknowledged in topic ${topic}, ${seconds} s`]),
    ...malformed.slice(0, SHOWN).map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...(left > 0 ? [`  and ${n(left)} more`] : []),
  ].join('\n');
}
