// Which decisions were due and not made. A bot owes one on a slot when it ran as the slot closed and still runs when
// it is counted; whoever was paused, started or stopped in between owes nothing.
import type { MarketMs } from "@/server/kernel/clock";

/** overtaken: its turn came too late · not_run: its job never came · failed: it could not decide · outage: nobody was there */
export type MissedCause = "overtaken" | "not_run" | "failed" | "outage";

/** A slot as it closed, with the bots that ran. */
export type ClosedSlot = {
  readonly timeframe: string;
  readonly slotAt: MarketMs;
  readonly botIds: ReadonlySet<string>;
  /** no worker was there when it closed */
  readonly outage: boolean;
};

export type CountedSlot = {
  readonly timeframe: string;
  readonly slotAt: MarketMs;
  readonly due: number;
  readonly missed: number;
  /** null when none was missed */
  readonly cause: MissedCause | null;
};

export type SlotFacts = {
  readonly runningNow: ReadonlySet<string>;
  /** bots that decided on that slot */
  readonly decided: ReadonlySet<string>;
  /** what became of the slot's jobs, as far as this process knows */
  readonly fate: "overtaken" | "ran" | null;
};

export function countSlot(slot: ClosedSlot, { runningNow, decided, fate }: SlotFacts): CountedSlot {
  const { timeframe, slotAt } = slot;
  const owing = [...slot.botIds].filter((botId) => decided.has(botId) || runningNow.has(botId));
  const missed = owing.filter((botId) => !decided.has(botId)).length;
  const cause = missed === 0 ? null : slot.outage ? "outage" : causeOf(fate);
  return { timeframe, slotAt, due: owing.length, missed, cause };
}

const causeOf = (fate: SlotFacts["fate"]): MissedCause =>
  fate === "overtaken" ? "overtaken" : fate === "ran" ? "failed" : "not_run";

/** Slots after `last` up to `newest`, the newest `most` of them, oldest first. */
export function slotsBetween(
  last: MarketMs,
  newest: MarketMs,
  intervalMs: number,
  most: number,
): readonly MarketMs[] {
  const count = Math.min(most, Math.max(0, Math.floor((newest - last) / intervalMs)));
  return Array.from(
    { length: count },
    (_one, index) => (newest - (count - 1 - index) * intervalMs) as MarketMs,
  );
}
