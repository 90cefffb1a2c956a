// What the decisions page and its drawer show: every cycle of every bot, acted or skipped.

import type { Book } from "@/server/kernel/book";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { MarketKind } from "@/server/kernel/market-kinds";
import type { CheckView } from "@/server/risk/core/check-view";
import type { SignalView } from "@/server/signals/core/signal-view";

/** One decision as a line of a list. Decimal text, times ISO UTC on the market clock unless they say otherwise. */
export type DecisionView = {
  readonly decisionId: string;
  readonly botId: string;
  readonly botName: string;
  /** as recorded; null where the record cannot be read any more */
  readonly exchange: ExchangeName | null;
  readonly symbol: string;
  readonly timeframe: string;
  readonly book: Book;
  readonly marketKind: MarketKind;
  /** close of the candle decided on; of folded skips the last */
  readonly slotAt: string;
  /** how many skips of one day and reason it stands for: old ones are folded, and only the last is kept whole */
  readonly count: number;
  /** the slot of the first of them; null where it stands for itself */
  readonly firstSlotAt: string | null;
  readonly wallAt: string;
  readonly action: "enter" | "exit" | "skip";
  /** "Bought", "Sold", "Hold", "Skipped" */
  readonly did: string;
  /** one sentence: why */
  readonly because: string;
  readonly reasonCode: string;
  readonly score: string | null;
  readonly threshold: string;
};

export type DecisionPage = {
  readonly decisions: readonly DecisionView[];
  /** rows, counted up to 10 000; null on every page but the first */
  readonly total: number | null;
  readonly nextCursor: string | null;
};

/** A reason code among the newest decisions, and how often it was given. */
export type ReasonCount = { readonly reasonCode: string; readonly count: number };

/** One decision, whole. */
export type DecisionDetailView = DecisionView & {
  readonly strategy: string;
  readonly version: number;
  readonly signals: readonly SignalView[];
  readonly indicators: readonly { readonly name: string; readonly value: string }[];
  readonly checks: readonly CheckView[];
  /** what the decision read, in words; empty for a record whose inputs cannot be read */
  readonly inputs: readonly { readonly name: string; readonly value: string }[];
  /** what became of it; null for a skip */
  readonly order: {
    readonly clientOrderId: string;
    readonly status: string;
    readonly side: "buy" | "sell";
    readonly amount: string;
    readonly base: string;
    /** its first fill, for the way to its Why; null before there is one */
    readonly fillId: string | null;
  } | null;
};

/** What came out when a recorded decision was made again. */
export type ReplayView =
  | { readonly outcome: "identical"; readonly words: string }
  | {
      readonly outcome: "different";
      readonly words: string;
      readonly differences: readonly {
        readonly part: string;
        readonly recorded: string;
        readonly again: string;
      }[];
    }
  | { readonly outcome: "impossible"; readonly words: string };
