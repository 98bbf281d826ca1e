/** What was measured again and again: milliseconds, in the order in which they came. */
export type Times = readonly number[];

export function median(times: Times): number {
  return quantile(times, 0.5);
}

/** The value below which a share of them lies, by the nearest rank. */
export function quantile(times: Times, share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** `4.9 ms`, `157 ms`, `2.1 s`. */
export function inTime(milliseconds: number): string {
  if (milliseconds >= 10_000) return `${(milliseconds / 1000).toFixed(0)} s`;
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds.toFixed(milliseconds < 20 ? 1 : 0)} ms`;
}

/** `0.42`, `3.1`, `18`. */
export function ratio(ours: number, theirs: number): string {
  const value = ours / theirs;
  return value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0);
}
