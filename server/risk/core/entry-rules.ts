import { tradesAtExchange } from "@/server/kernel/book";
import { floorToStep, minOf, toText } from "@/server/kernel/money";
import { edgeGate, exposureRules, gateRules } from "./book-rules";
import type { CheckView } from "./check-view";
import { entryTerms } from "./entry-terms";
import { protections } from "./protection-rules";
import type { BookRule, FeedHold, RiskRule } from "./rule";
import { isUnsellable } from "./sellable-entry";
import { block, cut, pass, percent } from "./verdicts";

const notHalted: RiskRule = (_amount, { mode }) =>
  mode.halted ? block("halted", "halted", "Not halted", "halted") : pass("halted", "Not halted", "trading");

const entriesAllowed: RiskRule = (_amount, { mode }) =>
  mode.entriesStopped
    ? block("entries_stopped", "entries", "Entries allowed", "stopped")
    : pass("entries", "Entries allowed", "yes");

const modeOn: RiskRule = (_amount, { book, mode }) => {
  const on = tradesAtExchange(book) ? mode.live : mode.paper;
  return on ? pass("mode", "Mode on", book) : block("mode_off", "mode", "Mode on", `${book} is off`);
};

const botRunning: RiskRule = (_amount, { botStatus, risk }) => {
  if (botStatus === "running") return pass("bot", "Bot running", botStatus);
  const reasonCode = botStatus === "quarantined" && risk ? "bot_quarantined" : "bot_paused";
  return block(reasonCode, "bot", "Bot running", botStatus);
};

/** Only where it is so: an account that agrees needs no line in every record. */
const accountAgrees: RiskRule = (_amount, { accountHeld }) =>
  accountHeld
    ? block("account_differs", "account", "Account as the books say", "waits for you on Reconciliation")
    : null;

/** Only where it is so, as above: exits go on by what the price was, and the stop at the exchange is the floor. */
const priceBelieved: RiskRule = (_amount, { feedHeld }) => {
  if (feedHeld === undefined) return null;
  return block(feedHeld, "feed", "A price of now", NOT_BELIEVED[feedHeld]);
};

const NOT_BELIEVED: { readonly [hold in FeedHold]: string } = {
  feed_frozen: "it stands still though others move",
  venues_disagree: "other exchanges ask another",
  clock_skew: "the clock is wrong",
};

/** Only where it is so, as above. */
const notBlacklisted: RiskRule = (_amount, { blacklisted }) =>
  blacklisted === undefined
    ? null
    : block("blacklisted", "blacklist", "Not on the blacklist", `${blacklisted} is on it`);

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
  const { freeQuote, rules } = facts;
  const most = floorToStep(freeQuote.div(entryTerms(facts).reservePerUnit), rules.lotSize);
  const value = `${toText(freeQuote.toDecimalPlaces(2, 1))} ${rules.quote} free`;
  if (amount.lte(most)) return pass("funds", "Funds", value);
  return cut(minOf(amount, most), { rule: "funds", words: "Funds", value });
};

// What is left of an entry must still be above the smallest order where its stop sells it, or nothing could sell it.
const minimumOrder: RiskRule = (amount, facts) => {
  const { rules } = facts;
  const least = `above ${toText(rules.minAmount)} ${rules.base} and ${toText(rules.minNotional)} ${rules.quote}, at its stop too`;
  return isUnsellable(amount, facts)
    ? block("below_minimum", "minimum", "Minimum order", least)
    : pass("minimum", "Minimum order", least);
};

/** A rule of the book says nothing where its facts are not there, as in records of old. */
const ofBook =
  (rule: BookRule): RiskRule =>
  (amount, facts) =>
    facts.risk ? rule(amount, { ...facts, risk: facts.risk }) : null;

/** The rules an entry must pass, in order; the first block ends it, a cut makes the order smaller. */
export const entryRules: readonly RiskRule[] = [
  ...[notHalted, entriesAllowed, modeOn, botRunning, accountAgrees, priceBelieved, notBlacklisted],
  noWorkingOrder,
  ...[...gateRules, ...protections, edgeGate].map(ofBook),
  positionCap,
  ...exposureRules.map(ofBook),
  ...[enoughMoney, minimumOrder],
];
