const MILLIS = Array.from({ length: 1_000 }, (_, milli) => `${String(milli).padStart(3, '0')}Z`);
const KEPT = 4_096;

const seconds = new Map<number, string>();

/** A moment as `2026-03-02T08:00:00.000Z`; neighbours share the text of their second. */
export function isoTime(at: number): string {
  const second = Math.floor(at / 1_000);
  let text = seconds.get(second);
  if (text === undefined) {
    if (seconds.size >= KEPT) seconds.clear();
    text = new Date(second * 1_000).toISOString().slice(0, 20);
    seconds.set(second, text);
  }
  return text + (MILLIS[at - second * 1_000] as string);
}
