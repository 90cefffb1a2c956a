import { z } from "zod";
import type { ActivityView } from "@/server/history/core/trade-view";
import { bookWire, exchangeWire, marketKindWire } from "@/server/kernel/name-wires";
import type { LiveView } from "@/server/portfolio/core/live-view";
import type { EquityCurve } from "@/server/portfolio/list-equity";
import type { DisplayChoiceView } from "@/server/portfolio/show-display";
import { displayCurrencies } from "@/server/settings/core/settings";
import { viewOf } from "./view-of";

const marketBadge = z.strictObject({
  kind: marketKindWire,
  label: z.string(),
  source: z.string(),
  speed: z.string(),
  ended: z.boolean(),
});

const feedView = z.strictObject({
  exchange: exchangeWire,
  symbol: z.string(),
  last: z.string().nullable(),
  bid: z.string().nullable(),
  ask: z.string().nullable(),
  priceDecimals: z.number(),
  tickMarketAt: z.string().nullable(),
  tickWallAt: z.string().nullable(),
  refusedTicks: z.number(),
  refusedBy: z.record(z.string(), z.number()).optional(),
  frozenMs: z.number().optional(),
});

const totalView = z.strictObject({
  currency: z.string(),
  equity: z.string(),
  funded: z.string(),
  cash: z.string(),
  unrealised: z.string(),
  realised: z.string(),
  dustCost: z.string().optional(),
  dustValue: z.string().optional(),
  idle: z.string().optional(),
  fees: z.string(),
  turnover: z.string(),
  today: z.string().nullable(),
  todayRatio: z.string().nullable(),
  returnRatio: z.string(),
  drawdownRatio: z.string(),
  maxDrawdownRatio: z.string(),
  wins: z.number(),
  closedTrades: z.number(),
  ledgerDifference: z.string().nullable(),
  reconciledWallAt: z.string().nullable(),
});

const positionView = z.strictObject({
  positionId: z.string(),
  botId: z.string(),
  botName: z.string(),
  exchange: exchangeWire,
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  amount: z.string(),
  entryPrice: z.string(),
  lastPrice: z.string().nullable(),
  priceDecimals: z.number(),
  unrealised: z.string().nullable(),
  unrealisedRatio: z.string().nullable(),
  stopPrice: z.string(),
  stopKind: z.enum(["stop_loss", "trailing_stop", "break_even"]),
  targetPrice: z.string().nullable(),
  toStopRatio: z.string().nullable(),
  atRisk: z.string(),
  openedMarketAt: z.string(),
});

const botRecordView = z.strictObject({
  capital: z.string(),
  advanced: z.string(),
  realised: z.string(),
  unrealised: z.string(),
  dustCost: z.string(),
  dustValue: z.string(),
  dust: z.string(),
  closedTrades: z.number(),
  wins: z.number(),
});

const botTileView = z.strictObject({
  botId: z.string(),
  name: z.string(),
  exchange: exchangeWire,
  symbol: z.string(),
  status: z.string(),
  currency: z.string(),
  equity: z.string(),
  record: botRecordView.optional(),
  returnRatio: z.string(),
  today: z.string().nullable(),
  todayRatio: z.string().nullable(),
  drawdownRatio: z.string().nullable(),
  maxDrawdownRatio: z.string().nullable(),
  holdRatio: z.string().nullable(),
});

export const rateLegView = z.strictObject({
  exchange: exchangeWire,
  symbol: z.string(),
  price: z.string(),
  inverse: z.boolean(),
  tickWallAt: z.string(),
});

const rateView = z.strictObject({
  currency: z.string(),
  equity: z.string().nullable(),
  rate: z.string().nullable(),
  worth: z.string().nullable(),
  missing: z.string().nullable(),
  legs: z.array(rateLegView).readonly(),
});

const displayView = z.strictObject({
  currency: z.string(),
  equity: z.string().nullable(),
  known: z.string(),
  today: z.string().nullable(),
  parts: z.array(rateView).readonly(),
});

export const displayChoiceView = viewOf<DisplayChoiceView>()(
  z.strictObject({
    currency: z.enum(displayCurrencies),
    choices: z.array(z.enum(displayCurrencies)).readonly(),
    shown: z
      .strictObject({
        book: bookWire,
        marketKind: marketKindWire,
        wallAt: z.string(),
        display: displayView,
      })
      .nullable(),
  }),
);

export const liveView = viewOf<LiveView>()(
  z.strictObject({
    book: bookWire,
    marketAt: z.string(),
    wallAt: z.string(),
    market: marketBadge,
    feeds: z.array(feedView).readonly(),
    totals: z.array(totalView).readonly(),
    positions: z.array(positionView).readonly(),
    bots: z.array(botTileView).readonly(),
    display: displayView.optional(),
  }),
);

const equityPointView = z.strictObject({
  wallAt: z.string(),
  marketAt: z.string(),
  equity: z.string(),
  buyAndHold: z.string().nullable(),
});

export const equityCurve = viewOf<EquityCurve>()(
  z.strictObject({ points: z.array(equityPointView).readonly(), asOf: z.string().nullable() }),
);

export const activityView = viewOf<ActivityView>()(
  z.strictObject({
    id: z.string(),
    wallAt: z.string(),
    marketAt: z.string(),
    words: z.string(),
    value: z.string().nullable(),
    currency: z.string().nullable(),
    kind: z.enum(["buy", "sell", "bot", "risk", "cycle", "skip"]),
    fillId: z.string().nullable(),
    decisionId: z.string().nullable(),
  }),
);
