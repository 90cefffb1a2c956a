/** A price with a tag in the gutter of a chart. */
export type Level = { readonly kind: "last" | "entry" | "stop" | "target"; readonly price: string };

/** Where a level lies: its place on the scale in pixels from above, null where the scale is unknown. */
export type LevelPlace = Level & { readonly y: number | null };

export type Tag = Level & {
  /** middle of the tag */
  readonly y: number;
  /** off the scale: kept at the edge it left by */
  readonly pinned: "up" | "down" | null;
};

const TAG_HEIGHT = 19;
const RANK = { last: 0, entry: 1, stop: 2, target: 3 } as const;

/**
 * Tags that never leave the frame and never cover each other: what is off the scale is pinned to the edge, and those
 * that would collide move apart, the last price keeping its place.
 */
export function placeTags(levels: readonly LevelPlace[], height: number): readonly Tag[] {
  const low = TAG_HEIGHT / 2;
  const high = height - TAG_HEIGHT / 2;
  if (high <= low) return [];
  const known = levels.flatMap(({ y, ...level }) => (y === null ? [] : [{ ...level, at: y }]));
  const tags = known.map(({ at, ...level }): Tag => {
    const pinned = at < 0 ? "up" : at > height ? "down" : null;
    return { ...level, y: Math.min(high, Math.max(low, at)), pinned };
  });
  const settled: Tag[] = [];
  for (const tag of [...tags].sort((a, b) => RANK[a.kind] - RANK[b.kind])) {
    const y = freePlace(tag.y, settled, low, high);
    if (y !== null) settled.push({ ...tag, y });
  }
  return settled.sort((a, b) => a.y - b.y);
}

/** The nearest place where no settled tag is; null where there is no room at all. */
function freePlace(wanted: number, settled: readonly Tag[], low: number, high: number): number | null {
  const isFree = (y: number) =>
    y >= low && y <= high && settled.every((tag) => Math.abs(tag.y - y) >= TAG_HEIGHT - 1e-6);
  const places = [wanted, ...settled.flatMap((tag) => [tag.y - TAG_HEIGHT, tag.y + TAG_HEIGHT])];
  const free = places.filter(isFree).sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
  return free[0] ?? null;
}
