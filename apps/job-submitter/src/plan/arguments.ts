import type { JobStep } from '@clickstream/pipeline';
import { asArgument } from './settings';
import type { Work } from './plan';

/** What `job.py` is started with. */
export function jobArguments(settings: Record<string, unknown>, work: Work): string[] {
  return [
    ...['--settings', asArgument(settings)],
    ...(work.queries ? ['--queries', work.queries.join(',')] : []),
    ...(work.drain ? ['--drain'] : []),
    ...(work.settle ? ['--settle'] : []),
    ...(work.final ? ['--final'] : []),
    ...(work.replay ? ['--replay', ...work.replay] : []),
  ];
}

/** A step runs beside the stream, with a lease of its own; undefined for the stream itself. */
export function stepOf({
  settle,
  replay,
  drain,
}: Pick<Work, 'settle' | 'replay' | 'drain'>): JobStep | undefined {
  if (replay) return 'replay';
  return settle && !drain ? 'settle' : undefined;
}
