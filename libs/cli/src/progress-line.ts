export interface ProgressLine {
  /** Shows how far the work is; cheap enough to call for every batch. */
  update(done: number): void;
  /** Leaves a last line that stays on the screen. */
  finish(done: number): void;
}

/** How often a line is drawn: a terminal is redrawn in place, a log file must stay readable. */
const TERMINAL_INTERVAL_MS = 200;
const LOG_INTERVAL_MS = 2_000;

/**
 * Progress of a counted job on stderr: done, rate per second, and the time left when the total is known.
 *
 * @param total Units expected, undefined when unknown; a function when that becomes known, or better known, on the way.
 * @param now Milliseconds clock, monotonic.
 */
export function progressLine(
  label: string,
  total: number | undefined | (() => number | undefined),
  out: { isTTY?: boolean; write(text: string): unknown } = process.stderr,
  now: () => number = () => performance.now(),
): ProgressLine {
  const start = now();
  const interval = out.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS;
  let drawnAt = start;
  const render = (done: number): string => {
    const seconds = Math.max((now() - start) / 1000, 0.001);
    const rate = done / seconds;
    const expected = typeof total === 'function' ? total() : total;
    const of = expected === undefined ? '' : ` of ${expected.toLocaleString('en-US')}`;
    const left =
      expected === undefined || rate === 0 ? '' : `, ${Math.ceil((expected - done) / rate)} s left`;
    return `${label}: ${done.toLocaleString('en-US')}${of} (${Math.round(rate).toLocaleString('en-US')}/s${left})`;
  };
  const draw = (text: string, last: boolean): void => {
    out.write(out.isTTY ? `\r\u001b[K${text}${last ? '\n' : ''}` : `${text}\n`);
  };
  return {
    update(done) {
      if (now() - drawnAt < interval) return;
      drawnAt = now();
      draw(render(done), false);
    },
    finish(done) {
      draw(render(done).replace(/, \d+ s left\)/, ')'), true);
    },
  };
}
