import { z } from "zod";
import { roleProcedure, router } from "@/server/api/trpc";
import { listActivity } from "@/server/history/list-activity";
import { getLiveView } from "@/server/portfolio/get-live-view";
import { listEquity } from "@/server/portfolio/list-equity";

const equityInput = z.strictObject({
  currency: z.string().regex(/^[A-Z0-9]{2,12}$/, "Write the currency in capitals, for example USDT."),
  range: z.enum(["1d", "7d", "all"], "Range is one of 1d, 7d, all."),
});
const activityInput = z.strictObject({ limit: z.number().int().min(1).max(100).default(20) });

export const dashboardRouter = router({
  live: roleProcedure("viewer").query(({ ctx }) => getLiveView(ctx.session.userId)),
  equity: roleProcedure("viewer")
    .input(equityInput)
    .query(async ({ ctx, input }) =>
      listEquity({ userId: ctx.session.userId, ...input, marketNow: await ctx.readMarketNow() }),
    ),
  activity: roleProcedure("viewer")
    .input(activityInput)
    .query(({ ctx, input }) => listActivity({ userId: ctx.session.userId, limit: input.limit })),
});
