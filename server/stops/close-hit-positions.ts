import type { Exit } from "@/server/execution/request-exit";
import { toText } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";
import { entryPriceOf } from "@/server/positions/core/apply-fill";
import { checkStops, type StopHit } from "@/server/positions/core/check-stops";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { sizePart } from "@/server/positions/core/size-part";

const WORDS: Record<StopHit["reasonCode"], string> = {
  stop_loss: "Stop",
  take_profit: "Target",
  trailing_stop: "Trailing stop",
  break_even: "Break-even stop",
  time_stop: "Time stop",
  partial_target: "Partial target",
};

/**
 * The exit a tick has hit, if any; `highestPrice` is the highest seen since the entry. Of a partial target none where its
 * share is too small to be sold; all of it where the rest would be.
 */
export function findHit(
  position: OpenPosition,
  { last, at }: Pick<Tick, "last" | "at">,
  rules: MarketRules | undefined,
): StopHit | null {
  const hit = checkStops({ ...position, entryPrice: entryPriceOf(position) }, last, at);
  if (!hit?.kept || !rules) return hit?.kept ? null : hit;
  const kept = sizePart({ ...position, kept: hit.kept, price: last }, rules);
  return kept && { ...hit, kept };
}

/** What a hit asks for at a price. */
export const exitOf = (position: OpenPosition, hit: StopHit, { last }: Pick<Tick, "last">): Exit => ({
  reasonCode: hit.reasonCode,
  price: last,
  // a stop fills at its level or worse; a price beyond a target is as good as it is
  stopPrice: isTarget(hit) ? null : hit.level,
  words: `${wordsOf(hit)}: ${position.symbol} traded at ${toText(last)}`,
  ...(hit.kept?.gt(0) && { kept: hit.kept }),
});

const isTarget = ({ reasonCode }: StopHit): boolean =>
  reasonCode === "take_profit" || reasonCode === "partial_target";

const wordsOf = ({ reasonCode, level }: StopHit): string =>
  level ? `${WORDS[reasonCode]} at ${toText(level.toDecimalPlaces(12))}` : `${WORDS[reasonCode]} due`;
