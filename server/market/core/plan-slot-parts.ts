import type { MarketMs, WallMs } from "@/server/kernel/clock";

/** How far the telling of one timeframe's slot has come. Names are those of markets. */
export type SlotTelling = {
  readonly slotAt: MarketMs;
  readonly seenWallAt: WallMs;
  /** told already but for these; null while nothing was told */
  readonly awaited: ReadonlySet<string> | null;
  readonly toldWallAt: WallMs | null;
};

/** Which markets are told now: all, all but those still awaited, or only some that were awaited. */
export type SlotPart =
  | { readonly kind: "all" }
  | { readonly kind: "except"; readonly names: ReadonlySet<string> }
  | { readonly kind: "only"; readonly names: ReadonlySet<string> };

export type SlotFacts = {
  /** markets watched now */
  readonly watched: readonly string[];
  /** whether its candles up to the slot are stored, or no longer waited for */
  readonly isSettled: (name: string) => boolean;
  readonly wallNow: WallMs;
  /** how long those that are settled wait for the others; null: until all are */
  readonly patienceMs: number | null;
};

/**
 * What to tell of a slot now and how far that brings it. Each market is told once: whoever is watched only after the
 * first telling waits for the next slot. Null while there is nothing to tell.
 */
export function planSlotPart(
  telling: SlotTelling,
  facts: SlotFacts,
): { readonly part: SlotPart | null; readonly next: SlotTelling } | null {
  const { watched, isSettled, wallNow } = facts;
  const waiting = watched.filter((name) => !isSettled(name));
  const waits = () => isPatient(telling, facts);
  if (telling.awaited === null) {
    if (waiting.length === 0) return tell({ kind: "all" }, new Set());
    if (waiting.length === watched.length || waits()) return null;
    const names = new Set(waiting);
    return tell({ kind: "except", names }, names);
  }
  if (telling.awaited.size === 0) return null;
  const still = new Set(waiting.filter((name) => telling.awaited?.has(name)));
  const names = new Set(watched.filter((name) => telling.awaited?.has(name) && isSettled(name)));
  if (names.size === 0) return still.size === telling.awaited.size ? null : tell(null, still);
  return still.size > 0 && waits() ? null : tell({ kind: "only", names }, still);

  function tell(part: SlotPart | null, awaited: ReadonlySet<string>) {
    return { part, next: { ...telling, awaited, toldWallAt: wallNow } };
  }
}

function isPatient({ toldWallAt, seenWallAt }: SlotTelling, { wallNow, patienceMs }: SlotFacts): boolean {
  return patienceMs === null || wallNow - (toldWallAt ?? seenWallAt) < patienceMs;
}
