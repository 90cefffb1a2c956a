// Why a bot that runs enters nothing, in words; beside each what to do.
import type { HeldBotView, HoldView } from "@/server/health/core/fleet-holds";
import { formatPercent } from "../ui/format-number";
import type { GuardInForce } from "./guard-in-force";

export type BotHold = {
  /** begins small, to stand after "held back: " */
  readonly words: string;
  /** a sentence: what to do */
  readonly todo: string;
  /** of this bot alone: no banner says it */
  readonly own?: boolean;
};

/** A hold of the whole fleet, as it is said of one bot. */
export const fleetHold = ({ words, todo }: HoldView): BotHold => ({ words: lowered(words), todo });

export const guardHold = (guard: GuardInForce): BotHold =>
  guard.kind === "halted"
    ? { words: "its book is halted by its drawdown", todo: "Clear the halt to let it enter again." }
    : { words: "its book is locked for the day", todo: "It enters again after the owner’s midnight." };

const ratio = (text: string): string => formatPercent(text, { signed: false });

/** A bot that its own record holds back: what a trade is expected to earn, what it costs, and how it earns its way back. */
export function recordHold(held: HeldBotView | undefined): BotHold | null {
  if (!held) return null;
  const { expected, cost, trades, virtualTrades } = held;
  const followed = virtualTrades > 0 ? ` and ${virtualTrades} signals followed without money` : "";
  return {
    own: true,
    words: `expected ${ratio(expected)} a trade against cost ${ratio(cost)}`,
    todo:
      `By its ${trades} trades${followed}. Its signals are followed on, and it enters again once they would have ` +
      "earned more than they cost; or backtest it with other parameters.",
  };
}

// "The job …" stands in the middle of a sentence then, without its full stop
const lowered = (words: string): string =>
  `${words.charAt(0).toLowerCase()}${words.slice(1)}`.replace(/\.$/, "");
