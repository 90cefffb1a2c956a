import { isBelowMinimum } from "@/server/exchange/core/market-rules";
import { floorToStep, minOf, ONE, toText } from "@/server/kernel/money";
import type { CheckView } from "@/server/trading/core/trade-view";
import type { RiskRule, RiskVerdict } from "./rule";

const pass = (rule: string, words: string, value: string): RiskVerdict => ({
  kind: "pass",
  check: { rule, outcome: "passed", words, value },
});
const block = (reasonCode: string, rule: string, words: string, value: string): RiskVerdict => ({
  kind: "block",
  reasonCode,
  check: { rule, outcome: "failed", words, value },
});

const notHalted: RiskRule = (_amount, { mode }) =>
  mode.halted ? block("halted", "halted", "Not halted", "halted") : pass("halted", "Not halted", "trading");

const entriesAllowed: RiskRule = (_amount, { mode }) =>
  mode.entriesStopped
    ? block("entries_stopped", "entries", "Entries allowed", "stopped")
    : pass("entries", "Entries allowed", "yes");

const modeOn: RiskRule = (_amount, { book, mode }) => {
  const on = book === "live" ? mode.live : mode.paper;
  return on ? pass("mode", "Mode on", book) : block("mode_off", "mode", "Mode on", `${book} is off`);
};

const botRunning: RiskRule = (_amount, { botStatus }) =>
  botStatus === "running"
    ? pass("bot", "Bot running", botStatus)
    : block("bot_paused", "bot", "Bot running", botStatus);

const noWorkingOrder: RiskRule = (_amount, { orderWorking }) =>
  orderWorking
    ? block("order_working", "working", "No order in flight", "one in flight")
    : pass("working", "No order in flight", "none");

const positionCap: RiskRule = (amount, facts) => {
  const most = floorToStep(facts.equity.times(facts.positionCap).div(facts.price), facts.rules.lotSize);
  const check = (outcome: CheckView["outcome"]): CheckView => ({
    rule: "cap",
    outcome,
    words: "Position cap",
    value: `${percent(facts.positionSize)} of ${percent(facts.positionCap)} %`,
  });
  return amount.gt(most)
    ? { kind: "shrink", amount: most, check: check("cut") }
    : { kind: "pass", check: check("passed") };
};

const enoughMoney: RiskRule = (amount, facts) => {
  const perUnit = facts.price.times(ONE.plus(facts.reserveBuffer)).times(ONE.plus(facts.rules.takerFee));
  const most = floorToStep(facts.freeQuote.div(perUnit), facts.rules.lotSize);
  const value = `${toText(facts.freeQuote.toDecimalPlaces(2, 1))} ${facts.rules.quote} free`;
  if (amount.lte(most)) return pass("funds", "Funds", value);
  return {
    kind: "shrink",
    amount: minOf(amount, most),
    check: { rule: "funds", outcome: "cut", words: "Funds", value },
  };
};

// A position must still be above the smallest order where its stop sells it, or nothing could ever sell it.
const minimumOrder: RiskRule = (amount, { price, rules, stopRatio, reserveBuffer }) => {
  const least = `above ${toText(rules.minAmount)} ${rules.base} and ${toText(rules.minNotional)} ${rules.quote}, at its stop too`;
  const atStop = price.times(ONE.minus(stopRatio)).times(ONE.minus(reserveBuffer));
  return isBelowMinimum(amount, atStop, rules)
    ? block("below_minimum", "minimum", "Minimum order", least)
    : pass("minimum", "Minimum order", least);
};

/** The rules an entry must pass, in order; the first block ends it, a cut makes the order smaller. */
export const entryRules: readonly RiskRule[] = [
  notHalted,
  entriesAllowed,
  modeOn,
  botRunning,
  noWorkingOrder,
  positionCap,
  enoughMoney,
  minimumOrder,
];

const percent = (ratio: { times(by: number): { toFixed(): string } }): string => ratio.times(100).toFixed();
