const CHANGES_MAX = 3;

/** The known name that is nearest to one that was typed, null when none is near: at most three letters apart. */
export function nearestName(typed: string, known: readonly string[]): string | null {
  const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const near = known
    .map((name) => ({ name, changes: changesBetween(bare(typed), bare(name)) }))
    .filter(({ name, changes }) => changes <= Math.min(CHANGES_MAX, Math.ceil(bare(name).length / 3)))
    .sort((one, other) => one.changes - other.changes);
  return near[0]?.name ?? null;
}

/** Fewest letters to add, leave out or change (Levenshtein 1966). */
function changesBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = (row[j - 1] as number) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row.at(-1) as number;
}

/** ` Do you mean "x"?`, or nothing. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const near = nearestName(typed, known);
  return near === null ? "" : ` Do you mean "${near}"?`;
}
