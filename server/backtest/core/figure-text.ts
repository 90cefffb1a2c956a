/** A statistic as decimal text; null where it is undefined or cannot be written out. */
export function figureText(value: number | null): string | null {
  if (value === null || !Number.isFinite(value) || Math.abs(value) >= 1e20) return null;
  return value.toFixed(12);
}
