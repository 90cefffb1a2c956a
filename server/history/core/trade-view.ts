import type { Book } from "@/server/kernel/book";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { MarketKind } from "@/server/kernel/market-kinds";
import type { OrderType } from "@/server/kernel/order-types";
import type { CheckView } from "@/server/risk/core/check-view";
import type { SignalView } from "@/server/signals/core/signal-view";

// What the trades page and its Why drawer show. Money and prices are decimal text, times ISO UTC.

export type TradeView = {
  readonly fillId: string;
  readonly orderId: string;
  readonly botId: string;
  readonly botName: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly side: "buy" | "sell";
  readonly amount: string;
  readonly price: string;
  readonly fee: string;
  readonly feeAsset: string;
  readonly orderType: OrderType;
  /** who waited: a maker's order rested in the book, a taker's took from it */
  readonly liquidity: "maker" | "taker";
  /** null while the position is open or for what opened it */
  readonly realised: string | null;
  readonly reasonCode: string;
  readonly book: Book;
  readonly marketKind: MarketKind;
  readonly marketAt: string;
  readonly wallAt: string;
};

export type TradePage = {
  readonly trades: readonly TradeView[];
  readonly total: number;
  readonly nextCursor: string | null;
};

export type OrderStepView = { readonly at: string; readonly words: string; readonly value: string };

export type LedgerLineView = { readonly account: string; readonly asset: string; readonly amount: string };

export type WhyView = {
  readonly title: string;
  readonly sentence: string;
  readonly book: Book;
  readonly marketKind: MarketKind;
  readonly trade: TradeView;
  readonly decision: {
    readonly decisionId: string;
    readonly slotAt: string;
    readonly timeframe: string;
    readonly strategy: string;
    readonly version: number;
    readonly action: string;
    readonly reasonCode: string;
    readonly score: string | null;
    readonly threshold: string;
    readonly signals: readonly SignalView[];
    readonly indicators: readonly { readonly name: string; readonly value: string }[];
    readonly checks: readonly CheckView[];
  } | null;
  readonly order: {
    readonly clientOrderId: string;
    readonly status: string;
    readonly steps: readonly OrderStepView[];
  };
  readonly ledger: { readonly transactionId: string; readonly lines: readonly LedgerLineView[] } | null;
  readonly position: {
    readonly positionId: string;
    readonly status: "open" | "closed";
    readonly entryPrice: string;
    readonly exitPrice: string | null;
    readonly realised: string | null;
    readonly stopPrice: string;
    readonly targetPrice: string | null;
  } | null;
};

/** One line of the dashboard's activity list. */
export type ActivityView = {
  readonly id: string;
  readonly wallAt: string;
  readonly marketAt: string;
  readonly words: string;
  readonly value: string | null;
  readonly currency: string | null;
  readonly kind: "buy" | "sell" | "bot" | "risk" | "cycle" | "skip";
  readonly fillId: string | null;
  /** a skip's own record */
  readonly decisionId: string | null;
};
