/** A table "minutes held → profit as a fraction" as rising columns. */
export function toRoiColumns(table: { readonly [minutes: string]: number }): {
  readonly roiMinutes: Float64Array;
  readonly roiRatios: Float64Array;
} {
  const rows = Object.entries(table)
    .map(([minutes, ratio]) => ({ minutes: Number.parseInt(minutes, 10), ratio }))
    .sort((one, other) => one.minutes - other.minutes);
  return {
    roiMinutes: Float64Array.from(rows, ({ minutes }) => minutes),
    roiRatios: Float64Array.from(rows, ({ ratio }) => ratio),
  };
}
