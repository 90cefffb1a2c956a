import { z } from "zod";
import type { BacktestChoices } from "@/server/backtest/core/backtest-choices";
import type { BacktestComparison, BacktestPage, BacktestView } from "@/server/backtest/core/backtest-view";
import { exchangeWire, marketKindWire } from "@/server/kernel/name-wires";
import { backtestReport } from "./backtest-report";
import { backtestRequestView } from "./backtest-request";
import { strategyView } from "./bots";
import { viewOf } from "./view-of";

const backtestStatus = z.enum(["running", "queued", "failed", "cancelled", "done"]);

const backtestProgress = z.strictObject({
  done: z.number(),
  total: z.number(),
  step: z.string(),
  etaMs: z.number().nullable(),
});

const backtestHeadline = z.strictObject({
  trades: z.number(),
  totalReturn: z.string().nullable(),
  maxDrawdown: z.string().nullable(),
  sharpe: z.string().nullable(),
  winRate: z.string().nullable(),
  profitFactor: z.string().nullable(),
  excessReturn: z.string().nullable(),
});

const backtestListItem = z.strictObject({
  id: z.string(),
  kind: z.enum(["run", "sweep", "walk-forward"]),
  title: z.string(),
  setup: z.string(),
  exchange: exchangeWire,
  symbol: z.string(),
  timeframe: z.string(),
  strategy: z.string(),
  status: backtestStatus,
  statusReason: z.string().nullable(),
  progress: backtestProgress,
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  headline: backtestHeadline.nullable(),
});

export const backtestPage = viewOf<BacktestPage>()(
  z.strictObject({ items: z.array(backtestListItem).readonly(), cursor: z.string().nullable() }),
);

export const backtestView = viewOf<BacktestView>()(
  backtestListItem.extend({ request: backtestRequestView, report: backtestReport.nullable() }),
);

export const backtestComparison = viewOf<BacktestComparison>()(
  z.strictObject({
    left: backtestView,
    right: backtestView,
    rows: z
      .array(
        z.strictObject({
          group: z.enum(["trade based", "daily equity", "equity at each candle", "holding"]),
          name: z.string(),
          left: z.string().nullable(),
          right: z.string().nullable(),
          better: z.enum(["left", "right"]).nullable(),
        }),
      )
      .readonly(),
    differences: z
      .array(z.strictObject({ name: z.string(), left: z.string(), right: z.string() }))
      .readonly(),
  }),
);

const marketToTest = z.strictObject({
  exchange: exchangeWire,
  symbol: z.string(),
  quote: z.string(),
  timeframes: z.array(z.string()).readonly(),
  kind: marketKindWire,
  span: z.strictObject({ from: z.string(), until: z.string() }).nullable(),
  takerFee: z.string(),
});

export const backtestChoices = viewOf<BacktestChoices>()(
  z.strictObject({
    markets: z.array(marketToTest).readonly(),
    strategies: z.array(strategyView).readonly(),
    riskModes: z
      .array(
        z.strictObject({
          name: z.enum(["safe", "balanced", "risky", "aggressive"]),
          positionSize: z.string(),
          stop: z.string(),
        }),
      )
      .readonly(),
    bots: z.strictObject({
      takeProfit: z.string(),
      trailingStop: z.string(),
      timeStopHours: z.number().nullable(),
    }),
  }),
);
