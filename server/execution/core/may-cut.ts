import { type ExitRoom, sellableAt } from "@/server/exchange/core/sellable";
import { type Decimal, ONE } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { EndCode } from "./end-code";

/** What bars an entry at once, whatever it has bought: no coin is bought after a halt. */
const HALTS: readonly EndCode[] = ["halted", "book_halted"];
export const isHalt = (code: EndCode): boolean => HALTS.includes(code);

/** What the entry's bot holds of its market, and the level its stop lies at. */
export type CutFacts = {
  readonly held: Decimal;
  readonly stopPrice: Decimal;
  readonly rules: Pick<MarketRules, "lotSize" | "minAmount" | "minNotional">;
  readonly gapRoom: NonNullable<ExitRoom["gapRoom"]>;
};

/**
 * Whether an entry that nobody may place any more is taken back now. One that has bought less than an order may sell, at its
 * stop and a gap below it, works on within the size that was approved until what it holds can be sold: cut there, it would
 * leave coins that no stop and no exit can reach. `null`: it holds nothing.
 */
export function mayCut(code: EndCode, facts: CutFacts | null): boolean {
  if (facts === null || isHalt(code)) return true;
  const { held, stopPrice, rules, gapRoom } = facts;
  return sellableAt(held, stopPrice.times(ONE.minus(gapRoom)), rules).gt(0);
}
