import { z } from "zod";
import type { BacktestRequest } from "@/server/backtest/core/backtest-request";
import { exchangeWire } from "@/server/kernel/name-wires";
import { viewOf } from "./view-of";

const value = z.union([z.number(), z.boolean(), z.string()]);
const range = z.union([
  z.strictObject({ from: z.number(), to: z.number(), step: z.number() }),
  z.strictObject({ values: z.array(value) }),
]);

const common = {
  name: z.string().nullable(),
  exchange: exchangeWire,
  symbols: z.array(z.string()),
  timeframe: z.string(),
  from: z.string(),
  to: z.string(),
  strategy: z.string(),
  params: z.record(z.string(), value),
  wallet: z.string(),
  stake: z.string(),
  riskMode: z.enum(["safe", "balanced", "risky", "aggressive"]).nullable(),
  stop: z.string().nullable(),
  roi: z.record(z.string(), z.string()),
  trailing: z
    .strictObject({ positive: z.string().nullable(), offset: z.string(), onlyAboveOffset: z.boolean() })
    .nullable(),
  timeStopMinutes: z.number().nullable(),
  fee: z.string().nullable(),
  slippage: z.string(),
  fill: z.enum(["strict", "freqtrade"]),
  seed: z.number(),
};

const search = {
  ranges: z.record(z.string(), range),
  method: z.enum(["grid", "random", "genetic"]),
  sets: z.number(),
  objective: z.string(),
  where: z.array(z.string()).optional(),
  minTrades: z.number(),
};

/** A request as it was kept, its defaults filled in: what a form may send is read by its own schema. */
export const backtestRequestView = viewOf<BacktestRequest>()(
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("run"), ...common }),
    z.strictObject({
      kind: z.literal("sweep"),
      ...common,
      ...search,
      paretoWith: z.array(z.string()).optional(),
    }),
    z.strictObject({
      kind: z.literal("walk-forward"),
      ...common,
      ...search,
      mode: z.enum(["anchored", "rolling"]),
      fitDays: z.number(),
      judgeDays: z.number(),
    }),
  ]),
);
