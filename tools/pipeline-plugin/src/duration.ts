const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** @returns Milliseconds of a text like `90s`, `30m`, `48h` or `7d`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9]\d{0,8})(ms|s|m|h|d)$/.exec(text);
  return match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : undefined;
}

/** The shortest exact text: whole hours up to two days read as hours. */
export function formatDuration(ms: number): string {
  const fits = (unit: keyof typeof UNITS, least: number): boolean =>
    ms % UNITS[unit] === 0 && ms >= least * UNITS[unit];
  if (fits('d', 3)) return `${ms / UNITS.d}d`;
  const unit = (['h', 'm', 's'] as const).find((candidate) => fits(candidate, 1)) ?? 'ms';
  return `${ms / UNITS[unit]}${unit}`;
}
