import { showStatusCommand } from "@/server/commands/catalog/show-status";
import { accountRouter } from "./routers/account";
import { approvalsRouter } from "./routers/approvals";
import { backtestRouter } from "./routers/backtest";
import { botsRouter } from "./routers/bots";
import { dashboardRouter } from "./routers/dashboard";
import { decisionsRouter } from "./routers/decisions";
import { healthRouter } from "./routers/health";
import { jobsRouter } from "./routers/jobs";
import { marketsRouter } from "./routers/markets";
import { positionsRouter } from "./routers/positions";
import { riskRouter } from "./routers/risk";
import { tradesRouter } from "./routers/trades";
import { welcomeRouter } from "./routers/welcome";
import { createCallerFactory, queryCommand, router } from "./trpc";

/** Every procedure there is. Commands stand at the path of their id. */
export const appRouter = router({
  account: accountRouter,
  approvals: approvalsRouter,
  backtest: backtestRouter,
  bots: botsRouter,
  dashboard: dashboardRouter,
  decisions: decisionsRouter,
  health: healthRouter,
  jobs: jobsRouter,
  markets: marketsRouter,
  positions: positionsRouter,
  risk: riskRouter,
  status: queryCommand(showStatusCommand),
  trades: tradesRouter,
  welcome: welcomeRouter,
});

export type AppRouter = typeof appRouter;

export const createCaller = createCallerFactory(appRouter);
