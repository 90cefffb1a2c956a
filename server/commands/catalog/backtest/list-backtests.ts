import { z } from "zod";
import { listBacktests } from "@/server/backtest/list-backtests";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { backtestPage } from "../../views/backtest";

export const listBacktestsCommand = defineCommand({
  id: "backtest.list",
  title: "List backtests",
  guidance: "Lists backtests, newest first, with their status, progress and main figures.",
  input: z.strictObject({ limit: z.int().min(1).max(200).default(50) }),
  output: backtestPage,
  tier: "R",
  role: "viewer",
  run: async ({ limit }, ctx) => accept(await listBacktests(ctx.userId, limit)),
});
