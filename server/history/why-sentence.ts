import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { Decimal } from "@/server/kernel/money";
import { printAmount, printPercent, printPrice, printResult, printScore } from "./print-figure";
import { printInstant } from "./print-instant";
import type { FillRow } from "./store";

export type SentenceFacts = {
  readonly fill: FillRow;
  readonly timeZone: string;
  /** null where no decision led to the order: a stop, or the owner */
  readonly decision: { readonly score: Decimal | null; readonly threshold: Decimal } | null;
  readonly referencePrice: Decimal;
  readonly stops: {
    readonly stopPrice: Decimal;
    readonly targetPrice: Decimal | null;
    readonly trailingRatio: Decimal | null;
  } | null;
};

/** "Why Zeus bought BTC" */
export const whyTitle = (botName: string, fill: FillRow): string =>
  `Why ${botName} ${fill.side === "buy" ? "bought" : "sold"} ${fill.base}`;

/** What was traded, where, when and why, and what a sale earned. */
export function whySentence(facts: SentenceFacts): string {
  const { fill } = facts;
  const at = printInstant(fill.marketAt, fill.wallAt, facts.timeZone);
  const exchange = exchangeLabel(fill.exchange);
  const traded = `${printAmount(fill.amount)} ${fill.base} at ${printPrice(fill.price)} on ${exchange}, ${at}.`;
  const result = fill.realised ? ` Net result ${printResult(fill.realised, fill.quote)}.` : "";
  return `${traded} ${reasonSentence(facts)}${result}`;
}

function reasonSentence(facts: SentenceFacts): string {
  const words = REASONS[facts.fill.reasonCode];
  return words ? words(facts) : `Reason: ${facts.fill.reasonCode.replaceAll("_", " ")}.`;
}

const REASONS: { readonly [reasonCode: string]: (facts: SentenceFacts) => string } = {
  entry_signal: ({ decision }) => {
    if (!decision?.score) return "The strategy said buy.";
    const verb = decision.score.gt(decision.threshold) ? "beat" : "reached";
    return `Score ${printScore(decision.score)} ${verb} the threshold ${printScore(decision.threshold)}.`;
  },
  exit_signal: ({ decision }) =>
    decision?.score
      ? `The strategy said sell: score ${printScore(decision.score)}.`
      : "The strategy said sell.",
  stop_loss: ({ stops, referencePrice }) =>
    `The stop${stops ? ` at ${printPrice(stops.stopPrice)}` : ""} fired at ${printPrice(referencePrice)}.`,
  take_profit: ({ stops, referencePrice }) => {
    const level = stops?.targetPrice ? ` at ${printPrice(stops.targetPrice)}` : "";
    return `The target${level} was reached at ${printPrice(referencePrice)}.`;
  },
  trailing_stop: ({ stops, referencePrice }) => {
    const width = stops?.trailingRatio
      ? `, ${printPercent(stops.trailingRatio)} below the highest price,`
      : "";
    return `The trailing stop${width} fired at ${printPrice(referencePrice)}.`;
  },
  break_even: ({ referencePrice }) =>
    `The price had risen enough to lift the stop to the entry; it came back and fired at ${printPrice(referencePrice)}.`,
  partial_target: ({ referencePrice }) =>
    `A partial target was reached at ${printPrice(referencePrice)}; the rest stays in the position.`,
  time_stop: ({ referencePrice }) =>
    `Its time was over: sold at market, when the price was ${printPrice(referencePrice)}.`,
  exchange_stop: ({ referencePrice }) =>
    `The stop that rests at the exchange fired at ${printPrice(referencePrice)}: nothing here had sold before.`,
  stop_refused: () =>
    "The exchange refused the stop that would protect it, twice: it was sold at market rather than held without.",
  user: () => "The owner asked for it.",
};
