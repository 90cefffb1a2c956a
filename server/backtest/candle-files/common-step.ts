const ROWS_READ = 5_000;

/**
 * The most common distance of neighbouring timestamps in the first rows of a table, among those `known` if there is
 * any; 0 when the table has no two rows in order.
 */
export function commonStepMs(csv: string, known: readonly number[]): number {
  const counts = new Map<number, number>();
  let before = Number.NaN;
  let from = csv.indexOf("\n") + 1;
  for (let row = 0; row < ROWS_READ && from > 0; row++) {
    const comma = csv.indexOf(",", from);
    if (comma < 0) break;
    const at = Number.parseInt(csv.slice(from, comma), 10);
    const step = at - before;
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
    before = at;
    from = csv.indexOf("\n", from) + 1;
  }
  const steps = [...counts].sort(([, one], [, other]) => other - one).map(([step]) => step);
  return steps.find((step) => known.includes(step)) ?? steps[0] ?? 0;
}
