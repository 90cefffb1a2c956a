import { z } from "zod";
import type { TradePage, WhyView } from "@/server/history/core/trade-view";
import type { WorkingOrderView } from "@/server/history/core/working-order-view";
import { bookWire, exchangeWire, marketKindWire } from "@/server/kernel/name-wires";
import { orderTypes } from "@/server/kernel/order-types";
import type { ClosedPage } from "@/server/positions/core/position-record";
import { checkView, signalView } from "./decisions";
import { viewOf } from "./view-of";

export const workingOrderView = viewOf<WorkingOrderView>()(
  z.strictObject({
    orderId: z.string(),
    botId: z.string(),
    botName: z.string(),
    exchange: exchangeWire,
    symbol: z.string(),
    base: z.string(),
    quote: z.string(),
    side: z.enum(["buy", "sell"]),
    purpose: z.enum(["entry", "exit"]),
    type: z.enum(orderTypes),
    postOnly: z.boolean(),
    limitPrice: z.string().nullable(),
    triggerPrice: z.string().nullable(),
    amount: z.string(),
    filled: z.string(),
    status: z.enum(["unknown", "intent", "sent", "ack", "partial"]),
    reasonCode: z.string(),
    marketAt: z.string(),
    restMarketUntil: z.string().nullable(),
  }),
);

const tradeView = z.strictObject({
  fillId: z.string(),
  orderId: z.string(),
  botId: z.string(),
  botName: z.string(),
  exchange: exchangeWire,
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  side: z.enum(["buy", "sell"]),
  amount: z.string(),
  price: z.string(),
  fee: z.string(),
  feeAsset: z.string(),
  orderType: z.enum(orderTypes),
  liquidity: z.enum(["maker", "taker"]),
  realised: z.string().nullable(),
  reasonCode: z.string(),
  book: bookWire,
  marketKind: marketKindWire,
  marketAt: z.string(),
  wallAt: z.string(),
});

export const tradePage = viewOf<TradePage>()(
  z.strictObject({
    trades: z.array(tradeView).readonly(),
    total: z.number(),
    nextCursor: z.string().nullable(),
  }),
);

const orderStepView = z.strictObject({ at: z.string(), words: z.string(), value: z.string() });

const ledgerLineView = z.strictObject({ account: z.string(), asset: z.string(), amount: z.string() });

export const whyView = viewOf<WhyView>()(
  z.strictObject({
    title: z.string(),
    sentence: z.string(),
    book: bookWire,
    marketKind: marketKindWire,
    trade: tradeView,
    decision: z
      .strictObject({
        decisionId: z.string(),
        slotAt: z.string(),
        timeframe: z.string(),
        strategy: z.string(),
        version: z.number(),
        action: z.string(),
        reasonCode: z.string(),
        score: z.string().nullable(),
        threshold: z.string(),
        signals: z.array(signalView).readonly(),
        indicators: z.array(z.strictObject({ name: z.string(), value: z.string() })).readonly(),
        checks: z.array(checkView).readonly(),
      })
      .nullable(),
    order: z.strictObject({
      clientOrderId: z.string(),
      status: z.string(),
      steps: z.array(orderStepView).readonly(),
    }),
    ledger: z
      .strictObject({ transactionId: z.string(), lines: z.array(ledgerLineView).readonly() })
      .nullable(),
    position: z
      .strictObject({
        positionId: z.string(),
        status: z.enum(["open", "closed"]),
        entryPrice: z.string(),
        exitPrice: z.string().nullable(),
        realised: z.string().nullable(),
        stopPrice: z.string(),
        targetPrice: z.string().nullable(),
      })
      .nullable(),
  }),
);

const closedPositionView = z.strictObject({
  positionId: z.string(),
  botId: z.string(),
  botName: z.string(),
  book: bookWire,
  marketKind: marketKindWire.nullable(),
  exchange: exchangeWire,
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  amount: z.string(),
  entryPrice: z.string(),
  exitPrice: z.string().nullable(),
  fees: z.string(),
  realised: z.string(),
  realisedRatio: z.string(),
  dust: z.string(),
  dustCost: z.string(),
  exitReason: z.string(),
  openedMarketAt: z.string(),
  closedMarketAt: z.string(),
  closedWallAt: z.string(),
});

const closedTotalView = z.strictObject({
  book: bookWire,
  currency: z.string(),
  closed: z.number(),
  wins: z.number(),
  realised: z.string(),
  fees: z.string(),
});

export const closedPage = viewOf<ClosedPage>()(
  z.strictObject({
    positions: z.array(closedPositionView).readonly(),
    totals: z.array(closedTotalView).readonly().nullable(),
    total: z.number().nullable(),
    nextCursor: z.string().nullable(),
  }),
);
