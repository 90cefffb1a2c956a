import type { OpenPosition } from "./core/open-position";
import { findOpenMarks, findPositionsByIds } from "./store/marks";

export type ReadPositions = {
  /** all that are open, oldest first */
  readonly positions: readonly OpenPosition[];
  /** those of them that are not as they were at the last reading */
  readonly changed: ReadonlySet<string>;
};

/**
 * Reads all open positions again and again, whole only those that were written since the last time: a fill among ten thousand
 * costs its own row.
 */
export function createPositionReader(): () => Promise<ReadPositions> {
  let known = new Map<string, { readonly mark: string; readonly position: OpenPosition }>();
  return async () => {
    const marks = await findOpenMarks();
    const stale = marks.filter(({ positionId, mark }) => known.get(positionId)?.mark !== mark);
    const fresh = await findPositionsByIds(stale.map(({ positionId }) => positionId));
    const byId = new Map(fresh.map((position) => [position.positionId, position]));
    const changed = new Set<string>();
    const next: typeof known = new Map();
    for (const { positionId, mark } of marks) {
      const before = known.get(positionId);
      const position = before?.mark === mark ? before.position : byId.get(positionId);
      // closed between the two readings
      if (position?.status !== "open") continue;
      if (before?.position !== position) changed.add(positionId);
      next.set(positionId, { mark, position });
    }
    known = next;
    return { positions: [...next.values()].map(({ position }) => position), changed };
  };
}
