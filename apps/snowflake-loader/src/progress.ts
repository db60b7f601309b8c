import { progressLine, type ProgressLine } from '@clickstream/cli';
import type { Observer } from './observer';

/** One line per table with rows to load, which grows as its units become durable. */
export function progressLines(
  lineFor: (label: string, total: number) => ProgressLine = progressLine,
): Observer {
  const lines = new Map<string, { line: ProgressLine; done: number; total: number }>();
  return {
    pending(table, { rows }) {
      if (rows > 0) lines.set(table, { line: lineFor(`${table} rows`, rows), done: 0, total: rows });
    },
    applied(table, { rows }) {
      const current = lines.get(table);
      if (!current) return;
      current.done += rows;
      if (current.done < current.total) return current.line.update(current.done);
      current.line.finish(current.done);
      lines.delete(table);
    },
  };
}
