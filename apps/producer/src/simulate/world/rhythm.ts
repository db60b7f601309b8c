/** How busy each hour of a UTC day is; quiet at 3, busiest at 20. */
const HOURS = [20, 14, 10, 8, 9, 13, 24, 42, 58, 66, 70, 72, 74, 72, 70, 70, 74, 82, 92, 99, 100, 86, 60, 36];
const HOUR_MS = 3_600_000;

/** How busy a moment is, from 0 to 100, between the hours by a straight line. */
export function busyness(at: number): number {
  const hours = at / HOUR_MS;
  const hour = Math.floor(hours);
  const [now, next] = [HOURS[hour % 24] as number, HOURS[(hour + 1) % 24] as number];
  return now + (next - now) * (hours - hour);
}

/** How busy a stretch of time is on average; looks at each minute. */
export function meanBusyness(from: number, durationMs: number): number {
  const steps = Math.max(1, Math.round(durationMs / 60_000));
  let sum = 0;
  for (let step = 0; step < steps; step++) sum += busyness(from + ((step + 0.5) / steps) * durationMs);
  return sum / steps;
}
