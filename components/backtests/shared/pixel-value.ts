/** Decimal text as a number, to place pixels with; null where there is none. */
export function pixelValue(text: string | null): number | null {
  const value = text === null || text === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? null : value;
}
