import { z } from "zod";
import type { BacktestReport } from "@/server/backtest/core/backtest-view";
import { viewOf } from "./view-of";

const paramValues = z.record(z.string(), z.union([z.boolean(), z.string(), z.number()]));

const EXIT_REASONS = [
  "roi",
  "exit_signal",
  "stop_loss",
  "trailing_stop_loss",
  "force_exit",
  "time_stop",
] as const;
const exitReason = z.enum(EXIT_REASONS);

const interval = z.strictObject({ low: z.number(), high: z.number() });

const runMetrics = z.strictObject({
  startingBalance: z.string(),
  finalBalance: z.string(),
  trades: z.strictObject({
    trades: z.number(),
    wins: z.number(),
    losses: z.number(),
    draws: z.number(),
    winRate: z.number().nullable(),
    expectancy: z.number().nullable(),
    expectancyRatio: z.number().nullable(),
    profitFactor: z.number().nullable(),
    payoff: z.number().nullable(),
    sharpe: z.number().nullable(),
    sortino: z.number().nullable(),
    calmar: z.number().nullable(),
    sqn: z.number().nullable(),
    totalReturn: z.number().nullable(),
    cagr: z.number().nullable(),
    totalProfit: z.string(),
    bestTrade: z.string().nullable(),
    worstTrade: z.string().nullable(),
    fees: z.string(),
    feeDrag: z.number().nullable(),
    feesOfGrossProfit: z.number().nullable(),
    turnover: z.number().nullable(),
    annualTurnover: z.number().nullable(),
    exposure: z.number().nullable(),
    averageDurationMs: z.number().nullable(),
    label: z.literal("trade based"),
    maxDrawdownAbsolute: z.number().nullable(),
    maxDrawdownRelative: z.number().nullable(),
    meanReturnInterval95: interval.nullable(),
  }),
  daily: z.strictObject({
    days: z.number(),
    totalReturn: z.number().nullable(),
    annualReturn: z.number().nullable(),
    cagr: z.number().nullable(),
    annualVolatility: z.number().nullable(),
    sharpe: z.number().nullable(),
    sortino: z.number().nullable(),
    calmar: z.number().nullable(),
    omega: z.number().nullable(),
    ulcerIndex: z.number().nullable(),
    maxDrawdown: z.number(),
    maxDrawdownDays: z.number(),
    valueAtRisk95: z.number().nullable(),
    conditionalValueAtRisk95: z.number().nullable(),
    probabilisticSharpe: z.number().nullable(),
    deflatedSharpe: z.number().nullable(),
    sharpeInterval95: interval.nullable(),
    annualReturnInterval95: interval.nullable(),
    label: z.literal("daily equity"),
  }),
  equity: z.strictObject({
    label: z.literal("equity at each candle"),
    maxDrawdownAbsolute: z.number(),
    maxDrawdownRelative: z.number(),
    maxDrawdownMs: z.number(),
  }),
  buyAndHold: z
    .strictObject({
      totalReturn: z.number().nullable(),
      cagr: z.number().nullable(),
      maxDrawdown: z.number(),
      sharpe: z.number().nullable(),
      excessReturn: z.number().nullable(),
    })
    .nullable(),
});

const refusedView = z.strictObject({ funds: z.number(), small: z.number(), words: z.string().nullable() });

const equityPoint = z.strictObject({
  at: z.string(),
  equity: z.string(),
  drawdown: z.string(),
  hold: z.string().nullable(),
});

const reportCandle = z.strictObject({
  at: z.string(),
  open: z.string(),
  high: z.string(),
  low: z.string(),
  close: z.string(),
});

const monthRow = z.strictObject({
  month: z.string(),
  trades: z.number(),
  wins: z.number(),
  returnRatio: z.string(),
  profit: z.string(),
});

const reportTrade = z.strictObject({
  symbol: z.string(),
  openAt: z.string(),
  closeAt: z.string(),
  heldMs: z.number().optional(),
  openRate: z.string(),
  closeRate: z.string(),
  amount: z.string(),
  profit: z.string(),
  profitRatio: z.string(),
  fees: z.string(),
  exitReason: exitReason,
});

const reportMarker = z.strictObject({
  symbol: z.string(),
  at: z.string(),
  side: z.enum(["buy", "sell"]),
  price: z.string(),
  reason: z.enum([...EXIT_REASONS, "entry"]),
});

const sweepRow = z.strictObject({
  rank: z.number(),
  params: paramValues,
  objective: z.string().nullable(),
  trades: z.number(),
  totalReturn: z.string(),
  maxDrawdown: z.string(),
  winRate: z.string().nullable(),
  profitFactor: z.string().nullable(),
  sharpe: z.string().nullable(),
  deflatedSharpe: z.string().nullable().optional(),
  objectives: z.array(z.string().nullable()).readonly().optional(),
  pareto: z.boolean().optional(),
});

const stabilityAxis = z.strictObject({
  param: z.string(),
  best: z.union([z.boolean(), z.string(), z.number()]),
  points: z
    .array(
      z.strictObject({
        value: z.union([z.boolean(), z.string(), z.number()]),
        own: z.string().nullable(),
        mean: z.string().nullable(),
        best: z.string().nullable(),
        sets: z.number(),
      }),
    )
    .readonly(),
  neighbourRatio: z.string().nullable(),
});

const stabilityGrid = z.strictObject({
  x: z.strictObject({
    param: z.string(),
    values: z.array(z.union([z.boolean(), z.string(), z.number()])).readonly(),
  }),
  y: z.strictObject({
    param: z.string(),
    values: z.array(z.union([z.boolean(), z.string(), z.number()])).readonly(),
  }),
  cells: z.array(z.array(z.string().nullable()).readonly()).readonly(),
});

const stabilityMap = z.strictObject({
  axes: z.array(stabilityAxis).readonly(),
  grid: stabilityGrid.nullable(),
  plateauRatio: z.string().nullable(),
  words: z.string(),
});

const objectiveReport = z.strictObject({
  objective: z.string(),
  best: sweepRow.nullable(),
  stability: stabilityMap,
});

const sweepReport = z.strictObject({
  method: z.enum(["grid", "random", "genetic"]),
  objective: z.string(),
  seed: z.number(),
  sets: z.number(),
  possible: z.number().nullable(),
  accepted: z.number().nullable().optional(),
  cap: z.number().optional(),
  words: z.string().optional(),
  where: z
    .array(z.strictObject({ rule: z.string(), leftOut: z.number().nullable() }))
    .readonly()
    .optional(),
  objectives: z.array(objectiveReport).readonly().optional(),
  pareto: z
    .strictObject({ sets: z.number(), rows: z.array(sweepRow).readonly(), words: z.string() })
    .optional(),
  cut: z.literal(true).optional(),
  rows: z.array(sweepRow).readonly(),
  stability: stabilityMap,
});

const walkForwardWindow = z.strictObject({
  number: z.number(),
  fitFrom: z.string(),
  fitTo: z.string(),
  judgeFrom: z.string(),
  judgeTo: z.string(),
  params: paramValues,
  inSample: sweepRow,
  outOfSample: sweepRow,
  sets: z.number(),
});

const walkForwardReport = z.strictObject({
  mode: z.enum(["anchored", "rolling"]),
  objective: z.string(),
  method: z.enum(["grid", "random", "genetic"]),
  windows: z.array(walkForwardWindow).readonly(),
  efficiency: z.string().nullable(),
  cut: z.literal(true).optional(),
});

const checkResult = z.strictObject({
  ok: z.boolean(),
  ran: z.boolean().optional(),
  words: z.string(),
  at: z.array(z.string()).readonly(),
  looked: z.number(),
});

const distribution = z.strictObject({
  p5: z.string(),
  p25: z.string(),
  p50: z.string(),
  p75: z.string(),
  p95: z.string(),
});

const monteCarloReport = z.strictObject({
  runs: z.number(),
  seed: z.number(),
  trades: z.number(),
  totalReturn: distribution,
  maxDrawdown: distribution,
  lossRatio: z.string(),
  histogram: z.array(z.strictObject({ upTo: z.string(), runs: z.number() })).readonly(),
});

export const backtestReport = viewOf<BacktestReport>()(
  z.strictObject({
    kind: z.enum(["run", "sweep", "walk-forward"]),
    params: paramValues,
    candles: z.strictObject({
      count: z.number(),
      from: z.string(),
      to: z.string(),
      missing: z.number(),
      gaps: z.number(),
      source: z.string(),
    }),
    metrics: runMetrics,
    refused: refusedView.optional(),
    equity: z.array(equityPoint).readonly(),
    chart: z.array(reportCandle).readonly(),
    newest: z.array(reportCandle).readonly().optional(),
    months: z.array(monthRow).readonly(),
    trades: z.array(reportTrade).readonly(),
    tradesTotal: z.number(),
    markers: z.array(reportMarker).readonly(),
    exits: z
      .array(
        z.strictObject({
          reason: exitReason,
          trades: z.number(),
          profit: z.string(),
        }),
      )
      .readonly(),
    sweep: sweepReport.nullable(),
    walkForward: walkForwardReport.nullable(),
    checks: z.strictObject({
      lookAhead: checkResult,
      warmUp: checkResult,
      monteCarlo: monteCarloReport.nullable(),
    }),
    timing: z.strictObject({ wallMs: z.number(), cpuMs: z.number(), threads: z.number() }),
  }),
);
