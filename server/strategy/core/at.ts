/** The value at `index`; NaN outside the series. */
export const at = (values: Float64Array, index: number): number => values[index] ?? Number.NaN;
