import { processWide } from "@/server/platform/process-wide";

export type SlotFate = "overtaken" | "ran";

const KEPT_MAX = 2_000;
const fates = processWide("slot-fates", () => new Map<string, SlotFate>());
const keyOf = (timeframe: string, slotAt: number): string => `${timeframe} ${slotAt}`;

/** Remembers what became of a slot's job in this process; that one was too late outweighs that another ran. */
export function noteSlot(timeframe: string, slotAt: number, fate: SlotFate): void {
  const key = keyOf(timeframe, slotAt);
  if (fates.get(key) === "overtaken") return;
  fates.set(key, fate);
  const [oldest] = fates.keys();
  if (fates.size > KEPT_MAX && oldest !== undefined) fates.delete(oldest);
}

/** Null when no job of that slot came to this process. */
export const fateOf = (timeframe: string, slotAt: number): SlotFate | null =>
  fates.get(keyOf(timeframe, slotAt)) ?? null;
