import type { PlainCandle } from "./plain-series";
import type { PlainWish } from "./plain-strategies";

export type PlainTrade = {
  readonly opened: number;
  readonly closed: number;
  readonly openRate: number;
  readonly closeRate: number;
  readonly profit: number;
  readonly reason: string;
};

export type PlainRules = {
  readonly fill: "strict" | "freqtrade";
  readonly stake: number;
  readonly fee: number;
  readonly stop: number;
  /** profit after both fees at which it closes, from the first minute on; null: never */
  readonly target: number | null;
};

const SAME_PRICE = 1e-12;
const reached = (low: number, level: number): boolean => low <= level * (1 + SAME_PRICE);
const passed = (high: number, level: number): boolean => high > level * (1 + SAME_PRICE);

/**
 * The strict fills of docs/backtests.md and freqtrade's (statements S1 to S15), for market orders with a stop and one
 * target: what a close says is done at the next open, one position at a time, nothing bought on the last candle.
 */
export function plainReplay(
  candles: readonly PlainCandle[],
  wishes: readonly PlainWish[],
  rules: PlainRules,
): readonly PlainTrade[] {
  const trades: PlainTrade[] = [];
  const leave = rules.fill === "strict" ? leaveStrict : leaveAsFreqtrade;
  let held: { opened: number; rate: number } | null = null;
  const close = (closed: number, closeRate: number, reason: string): void => {
    if (!held) return;
    const amount = rules.stake / held.rate;
    const profit = amount * closeRate * (1 - rules.fee) - amount * held.rate * (1 + rules.fee);
    trades.push({ opened: held.opened, closed, openRate: held.rate, closeRate, profit, reason });
    held = null;
  };
  candles.forEach((candle, index) => {
    const wish = wishes[index - 1];
    if (!wish) return;
    const isLast = index === candles.length - 1;
    // of a close that wishes both freqtrade does neither
    const both = rules.fill === "freqtrade" && wish.buy && wish.sell;
    if (!held && wish.buy && !both && !isLast) held = { opened: index, rate: candle.open };
    const left = held && leave(candle, held.rate, { wish, entered: held.opened === index, rules });
    if (left) close(index, ...left);
    if (isLast) close(index, endOf(candle, rules), "force_exit");
  });
  return trades;
}

const endOf = ({ open, close }: PlainCandle, { fill }: PlainRules): number =>
  fill === "strict" ? close : open;

type Now = { readonly wish: PlainWish; readonly entered: boolean; readonly rules: PlainRules };
type Left = readonly [rate: number, reason: string] | null;

/** The price that earns the target after the fees of both sides. */
const targetOf = (rate: number, { target, fee }: PlainRules): number =>
  target === null ? Number.POSITIVE_INFINITY : (rate * (1 + fee) + rate * target) / (1 - fee);

function leaveStrict({ open, high, low }: PlainCandle, rate: number, { wish, entered, rules }: Now): Left {
  const stop = rate * (1 - rules.stop);
  const target = targetOf(rate, rules);
  if (!entered) {
    if (wish.sell) return [open, "exit_signal"];
    if (reached(open, stop)) return [open, "stop_loss"];
    if (open >= target * (1 - SAME_PRICE)) return [open, "roi"];
  }
  if (reached(low, stop)) return [stop, "stop_loss"];
  return passed(high, target) ? [target, "roi"] : null;
}

function leaveAsFreqtrade(
  { open, high, low, close }: PlainCandle,
  rate: number,
  { wish, entered, rules }: Now,
): Left {
  if (wish.sell && !wish.buy) return [open, "exit_signal"];
  const stop = rate * (1 - rules.stop);
  if (reached(low, stop)) return [high < stop * (1 - SAME_PRICE) ? open : stop, "stop_loss"];
  if (rules.target === null) return null;
  const profit = (high * (1 - rules.fee)) / (rate * (1 + rules.fee)) - 1;
  if (!(profit > rules.target + SAME_PRICE)) return null;
  const target = targetOf(rate, rules);
  if (entered && open > close && rate < open && passed(target, close)) return null;
  return [Math.min(Math.max(target, low), high), "roi"];
}
