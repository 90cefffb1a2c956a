import { mutationCommand, queryCommand, roleProcedure, router } from "@/server/api/trpc";
import { listBacktestChoices } from "@/server/backtest/list-backtest-choices";
import { cancelBacktestCommand } from "@/server/commands/catalog/cancel-backtest";
import { compareBacktestsCommand } from "@/server/commands/catalog/compare-backtests";
import { deleteBacktestCommand } from "@/server/commands/catalog/delete-backtest";
import { listBacktestsCommand } from "@/server/commands/catalog/list-backtests";
import { runBacktestCommand } from "@/server/commands/catalog/run-backtest";
import { showBacktestCommand } from "@/server/commands/catalog/show-backtest";

export const backtestRouter = router({
  choices: roleProcedure("viewer").query(async ({ ctx }) => ({
    choices: await listBacktestChoices(ctx.session.userId),
    /** market clock: where the newest period ends */
    marketAt: new Date(await ctx.readMarketNow()).toISOString(),
  })),
  list: queryCommand(listBacktestsCommand),
  show: queryCommand(showBacktestCommand),
  compare: queryCommand(compareBacktestsCommand),
  run: mutationCommand(runBacktestCommand),
  cancel: mutationCommand(cancelBacktestCommand),
  delete: mutationCommand(deleteBacktestCommand),
});
