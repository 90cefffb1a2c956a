import { z } from "zod";
import type { BotView } from "@/server/bots/core/bot";
import type { MarketChoice } from "@/server/bots/list-market-choices";
import type { FleetSummary } from "@/server/bots/summarise-fleet";
import type { ChartView } from "@/server/history/core/chart-view";
import { bookWire, exchangeWire, marketKindWire } from "@/server/kernel/name-wires";
import type { StrategyView } from "@/server/strategy/core/describe-strategy";
import { viewOf } from "./view-of";

/** As stored: what was typed was read when the bot was made. Ratios are fractions as text. */
const exitsOfBot = z.strictObject({
  stop: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("percent"), ratio: z.string() }),
      z.strictObject({ kind: z.literal("volatility"), multiple: z.string(), candles: z.number() }),
    ])
    .nullable(),
  target: z.string().nullable(),
  trailing: z.strictObject({ ratio: z.string(), offset: z.string() }).nullable(),
  breakEven: z.strictObject({ after: z.string(), keep: z.string() }).nullable(),
  partials: z.array(z.strictObject({ at: z.string(), share: z.string() })),
  timeHours: z.number().nullable(),
});

export const botView = viewOf<BotView>()(
  z.strictObject({
    botId: z.string(),
    name: z.string(),
    book: bookWire,
    exchange: exchangeWire,
    symbol: z.string(),
    timeframe: z.string(),
    strategy: z.string(),
    params: z.record(z.string(), z.unknown()),
    exits: exitsOfBot.nullable(),
    version: z.number(),
    riskMode: z.enum(["safe", "balanced", "risky", "aggressive"]),
    stage: z.enum(["live", "paper_training", "eligible", "demoted", "archived"]),
    status: z.enum(["new", "running", "paused", "quarantined"]),
    statusBy: z.string(),
    statusReason: z.string(),
    stakeCurrency: z.string(),
    initialCapital: z.string(),
    paidOut: z.string(),
    revision: z.number(),
    createdWallAt: z.string(),
    liveMarketAt: z.string().nullable(),
    twinOf: z.string().nullable(),
    closedTrades: z.number(),
    wins: z.number(),
    realised: z.string(),
    hasOpenPosition: z.boolean(),
  }),
);

const candleView = z.strictObject({
  openAt: z.string(),
  open: z.string(),
  high: z.string(),
  low: z.string(),
  close: z.string(),
  volume: z.string(),
});

const chartMarkView = z.strictObject({
  fillId: z.string(),
  marketAt: z.string(),
  side: z.enum(["buy", "sell"]),
  price: z.string(),
  reasonCode: z.string(),
});

export const chartView = viewOf<ChartView>()(
  z.strictObject({
    exchange: exchangeWire,
    symbol: z.string(),
    base: z.string(),
    quote: z.string(),
    marketKind: marketKindWire,
    priceDecimals: z.number(),
    timeframe: z.string(),
    timeframes: z.array(z.string()).readonly(),
    candles: z.array(candleView).readonly(),
    marks: z.array(chartMarkView).readonly(),
    holds: z.array(z.strictObject({ from: z.string(), until: z.string().nullable() })).readonly(),
  }),
);

const paramView = z.strictObject({
  name: z.string(),
  min: z.number(),
  max: z.number(),
  default: z.number(),
  whole: z.boolean(),
});

export const strategyView = viewOf<StrategyView>()(
  z.strictObject({
    id: z.string(),
    title: z.string(),
    guidance: z.string(),
    params: z.array(paramView).readonly(),
  }),
);

export const tradingModeView = z.strictObject({
  paper: z.boolean(),
  live: z.boolean(),
  autopilot: z.boolean(),
  entriesStopped: z.boolean(),
  halted: z.boolean(),
});

export const fleetSummary = viewOf<FleetSummary>()(
  z.strictObject({
    words: z.string(),
    market: z.strictObject({ kind: z.string(), label: z.string(), marketAt: z.string() }).nullable(),
    mode: tradingModeView,
    bots: z.number(),
    running: z.number(),
    paused: z.number(),
    quarantined: z.number(),
  }),
);

export const marketChoice = viewOf<MarketChoice>()(
  z.strictObject({
    exchange: exchangeWire,
    symbol: z.string(),
    quote: z.string(),
    timeframes: z.array(z.string()).readonly(),
  }),
);
