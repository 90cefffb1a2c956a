// Statistics come as numbers, the one formatter takes text: this only changes the form, never the value.

/** A statistic as decimal text; null where it is undefined or cannot be written out. */
export function figureText(value: number | null): string | null {
  if (value === null || !Number.isFinite(value) || Math.abs(value) >= 1e20) return null;
  return value.toFixed(12);
}

/** Decimal text as a number, to place pixels with; null where there is none. */
export function pixelValue(text: string | null): number | null {
  const value = text === null || text === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? null : value;
}
