// Protections a bot may carry. Each is off where its facts are null: then it says nothing.
import type { BookRule } from "./rule";
import { block, pass, percent, shownPercent } from "./verdicts";

const cooldown: BookRule = (_amount, { risk }) => {
  const carried = risk.protections.cooldown;
  if (!carried) return null;
  const words = "Cooldown after an exit";
  const { candles, lastExitAt } = carried;
  const since = lastExitAt === null ? null : Math.floor((risk.at - lastExitAt) / risk.candleMs);
  const value = since === null ? "no exit yet" : `${Math.max(0, since)} of ${candles} candles`;
  return lastExitAt !== null && risk.at < lastExitAt + candles * risk.candleMs
    ? block("cooldown", "cooldown", words, value)
    : pass("cooldown", words, value);
};

const stopGuard: BookRule = (_amount, { risk }) => {
  const carried = risk.protections.stopGuard;
  if (!carried) return null;
  const { count, most, windowCandles } = carried;
  const words = "Stops hit lately";
  const value = `${count} of ${most} in ${windowCandles} candles`;
  return count >= most ? block("stop_guard", "stops", words, value) : pass("stops", words, value);
};

const lowProfit: BookRule = (_amount, { risk, rules }) => {
  const carried = risk.protections.lowProfit;
  if (!carried) return null;
  const { trades, tradesLeast, profit, profitLeast, windowCandles } = carried;
  const words = `Profit of ${rules.symbol} lately`;
  const value = `${shownPercent(profit)} of ${percent(profitLeast)} % over ${trades} trades in ${windowCandles} candles`;
  return trades >= tradesLeast && profit.lt(profitLeast)
    ? block("low_profit_lock", "low-profit", words, value)
    : pass("low-profit", words, value);
};

export const protections: readonly BookRule[] = [cooldown, stopGuard, lowProfit];
