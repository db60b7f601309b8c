/** A log stays readable: one line every few seconds, and the last. */
const EVERY_MS = 2_000;

/** Says how far a stack is, resource by resource. @param now Milliseconds, monotonic. */
export function tellDone(
  say: (line: string) => void,
  stack: string,
  total: number,
  now: () => number = () => performance.now(),
): (address: string) => void {
  let done = 0;
  let toldAt = -Infinity;
  return (address) => {
    done += 1;
    if (done < total && now() - toldAt < EVERY_MS) return;
    toldAt = now();
    say(`${stack}: ${done} of ${total}, ${address}`);
  };
}
