import { leastCapital, type SizeFacts } from "@/server/bots/core/decide-creation";
import type { Book } from "@/server/kernel/book";
import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import { type Decimal, toDecimal, toText } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { PromotionPolicy } from "@/server/settings/core/promotion-settings";
import { missingOf } from "./promotion-policy";
import type { Scorecard } from "./scorecard";

/** One thing that must be right before a bot's orders go to an exchange, and what to do where it is not. */
export type PreflightCheck = {
  readonly name:
    | "bot"
    | "prices"
    | "statistics"
    | "flat"
    | "key"
    | "rights"
    | "clock"
    | "orderTest"
    | "engine"
    | "market"
    | "capital"
    | "funds"
    | "slots"
    | "reconciled"
    | "modes";
  readonly ok: boolean;
  /** one sentence */
  readonly words: string;
};

/** The key orders would be sent with, as last tested. */
export type KeyFacts = {
  readonly status: string;
  readonly fault: string | null;
  readonly mayTrade: boolean | null;
  readonly mayWithdraw: boolean | null;
  readonly clockOffsetMs: number | null;
};

export type GoingLiveFacts = {
  readonly name: string;
  readonly stage: string;
  readonly twinOf: string | null;
  readonly book: Book;
  readonly target: Book;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly holds: boolean;
  readonly working: boolean;
  /** null: none is kept for that exchange and site */
  readonly key: KeyFacts | null;
  /** a testnet's is kept instead: no bot trades with it */
  readonly onlyTestnet: boolean;
  /** how the newest order test with that very key ended; null: none ran */
  readonly orderTest: "asked" | "running" | "passed" | "failed" | null;
  /** whether the trading process and its jobs were seen just now */
  readonly alive: boolean;
  /** null: the market is not offered */
  readonly rules: MarketRules | null;
  readonly sizes: SizeFacts;
  /** quote: what the bot would have there, and what nobody has */
  readonly capital: Decimal;
  readonly available: Decimal;
  readonly slots: number;
  readonly botsThere: number;
  /** how far the ledger of that book was from its venues when they were last compared; null: never yet */
  readonly difference: Decimal | null;
  readonly mode: { readonly live: boolean; readonly halted: boolean };
  readonly policy: PromotionPolicy;
  /** its record and evidence; null for a bot that is not in training */
  readonly card: Scorecard | null;
  /** the owner lets it go live although its statistics do not hold; nothing else can be overridden */
  readonly override: boolean;
};

/** What a client corrects by itself. An exchange without a clock to ask (Luno) is compared by its newest price. */
const CLOCK_MAX_MS = 2_000;

/**
 * Everything that must hold before a bot goes live, one line each, whether it holds or not. Pure; whoever lets a bot go
 * live asks that all are right.
 */
export function judgePreflight(facts: GoingLiveFacts): readonly PreflightCheck[] {
  return [
    judgeBot(facts),
    judgePrices(facts),
    judgeStatistics(facts),
    judgeFlat(facts),
    ...judgeKey(facts),
    judgeOrderTest(facts),
    judgeEngine(facts),
    ...judgeMoney(facts),
    judgeSlots(facts),
    judgeReconciled(facts),
    judgeModes(facts),
  ];
}

const judgeBot = ({ name, stage, twinOf, book, target }: GoingLiveFacts): PreflightCheck => {
  if (stage === "archived") return no("bot", `${name} is deleted. Restore it first.`);
  if (twinOf !== null) return no("bot", `${name} is the paper twin of a live bot and stays on paper.`);
  if (book === target) return no("bot", `${name} is live already.`);
  return yes("bot", `${name} trades on paper and can go live.`);
};

const judgePrices = ({ name, book, target }: GoingLiveFacts): PreflightCheck =>
  book === "demo" && target === "live"
    ? no(
        "prices",
        `${name} trained on prices that are not live: what it showed counts for practice only. Train it on live prices.`,
      )
    : yes("prices", target === "practice" ? "It goes to a simulator." : "It trained on live prices.");

function judgeStatistics({ name, policy, card, override }: GoingLiveFacts): PreflightCheck {
  if (card === null) return no("statistics", `${name} is not in training: there is no record to judge.`);
  const missing = missingOf(policy, card);
  if (missing.length === 0) return yes("statistics", `Its record holds by the policy ${policy}.`);
  const words = missing.join("; ");
  return override
    ? yes("statistics", `Overridden by you, though its record does not hold: ${words}.`)
    : no("statistics", `Its record does not hold yet: ${words}.`);
}

const judgeFlat = ({ name, holds, working }: GoingLiveFacts): PreflightCheck => {
  if (holds)
    return no(
      "flat",
      `${name} holds a position on paper: it can go live once its stop, target or strategy has closed it.`,
    );
  if (working) return no("flat", `${name} has an order under way on paper: wait until it has ended.`);
  return yes("flat", `${name} holds nothing and has no order under way.`);
};

function judgeKey({ key, exchange, onlyTestnet }: GoingLiveFacts): readonly PreflightCheck[] {
  const label = exchangeLabel(exchange);
  if (!key && onlyTestnet)
    return [
      no(
        "key",
        `The key for ${label} is its testnet's, and no bot trades with that. Add one of the account itself in Settings, Exchanges.`,
      ),
    ];
  if (!key) return [no("key", `There is no key for ${label}. Add one in Settings, Exchanges.`)];
  const usable = key.status === "valid" || key.status === "expiring";
  return [
    usable
      ? yes("key", `The key for ${label} was tested and works.`)
      : no("key", key.fault ?? `The key for ${label} is ${key.status}. Test it in Settings, Exchanges.`),
    rightsOf(key, label),
    clockOf(key, label),
  ];
}

const judgeOrderTest = ({ key, orderTest, exchange }: GoingLiveFacts): PreflightCheck => {
  if (orderTest === "passed") return yes("orderTest", "The order test with this key passed.");
  if (orderTest === "asked" || orderTest === "running")
    return no("orderTest", "The order test with this key is under way: wait until it has ended.");
  if (orderTest === "failed")
    return no(
      "orderTest",
      "The last order test with this key failed: see why in Settings, Exchanges, and run it again.",
    );
  return no(
    "orderTest",
    key
      ? "No order test ran with this key yet: run one in Settings, Exchanges."
      : `No order test ran at ${exchangeLabel(exchange)} yet: it comes after the key.`,
  );
};

const judgeEngine = ({ alive }: GoingLiveFacts): PreflightCheck =>
  alive
    ? yes("engine", "The trading process and its jobs run.")
    : no("engine", "The trading process or its jobs do not run: look at Health.");

function rightsOf({ mayTrade, mayWithdraw }: KeyFacts, label: string): PreflightCheck {
  if (mayWithdraw === true)
    return no("rights", `The key for ${label} may withdraw. Make one that may only read and trade.`);
  if (mayTrade === false)
    return no("rights", `The key for ${label} may not trade. Tick that right at the exchange.`);
  return mayWithdraw === null || mayTrade === null
    ? yes("rights", `${label} does not tell what its key may do: look at the checklist of its key.`)
    : yes("rights", `The key for ${label} may trade and cannot withdraw.`);
}

const clockOf = ({ clockOffsetMs }: KeyFacts, label: string): PreflightCheck => {
  if (clockOffsetMs === null)
    return no("clock", `The clock was never compared with ${label}'s: test its key.`);
  const off = Math.abs(clockOffsetMs);
  return off > CLOCK_MAX_MS
    ? no("clock", `This machine's clock is ${off} ms off from ${label}'s: set it, then test the key again.`)
    : yes("clock", `This machine's clock is within ${CLOCK_MAX_MS} ms of ${label}'s.`);
};

function judgeMoney(facts: GoingLiveFacts): readonly PreflightCheck[] {
  const { rules, exchange, symbol, capital, available, sizes } = facts;
  const label = exchangeLabel(exchange);
  if (!rules) return [no("market", `${symbol} is not traded on ${label} now.`)];
  const { quote } = rules;
  const least = leastCapital(rules, sizes);
  const enough = least !== null && capital.gte(least);
  const funded = capital.lte(available);
  return [
    yes("market", `${symbol} is traded on ${label}; taker fee ${toText(rules.takerFee.times(100))} %.`),
    enough
      ? yes("capital", `${toText(capital)} ${quote} is enough for positions that can be sold again.`)
      : no(
          "capital",
          `${toText(capital)} ${quote} is too little: give at least ${least ? toText(least.toDecimalPlaces(2, ROUND_UP)) : "more"} ${quote}.`,
        ),
    funded
      ? yes("funds", `${toText(available)} ${quote} of ${label} is free.`)
      : no(
          "funds",
          `${label} has ${toText(available)} ${quote} free, the bot needs ${toText(capital)}. Give it less, or add funds there.`,
        ),
  ];
}

const ROUND_UP = 0;

const judgeSlots = ({ slots, botsThere, exchange }: GoingLiveFacts): PreflightCheck =>
  botsThere < slots
    ? yes("slots", `${botsThere} of ${slots} places at ${exchangeLabel(exchange)} are taken.`)
    : no("slots", `All ${slots} places at ${exchangeLabel(exchange)} are taken.`);

/** Exchanges round a cost: what differs by no more is no difference. */
const ROUNDING = toDecimal("0.00000001");

const judgeReconciled = ({ difference, target }: GoingLiveFacts): PreflightCheck => {
  if (difference === null)
    return no(
      "reconciled",
      `The ${target} book was not compared with its exchanges yet: that comes within a minute of its key's test.`,
    );
  return difference.abs().lte(ROUNDING)
    ? yes("reconciled", "The ledger and the exchanges' own balances agree.")
    : no(
        "reconciled",
        "The ledger and an exchange's balance differ: look at Reconciliation, and take it over there.",
      );
};

const judgeModes = ({ mode }: GoingLiveFacts): PreflightCheck => {
  if (mode.halted) return no("modes", "The emergency stop is on. Clear it first.");
  return mode.live
    ? yes("modes", "Live trading is on.")
    : no("modes", "Live trading is off. Turn it on first.");
};

const yes = (name: PreflightCheck["name"], words: string): PreflightCheck => ({ name, ok: true, words });
const no = (name: PreflightCheck["name"], words: string): PreflightCheck => ({ name, ok: false, words });
