import { TRPCError } from "@trpc/server";
import { z } from "zod";
import { checkList } from "@/server/api/check-list";
import { pageInput, tradeFilter } from "@/server/api/core/list-filters";
import { roleProcedure, router } from "@/server/api/trpc";
import { explainTrade } from "@/server/history/explain-trade";
import { isTradeCursor } from "@/server/history/fill-cursor";
import { listTrades } from "@/server/history/list-trades";
import { listWorkingOrders } from "@/server/history/list-working-orders";

const listInput = tradeFilter.extend(pageInput);
const whyInput = z.strictObject({ fillId: z.uuid("Name the trade by its id.") });

export const tradesRouter = router({
  working: roleProcedure("viewer")
    .input(tradeFilter)
    .query(async ({ ctx, input }) => {
      await checkList(ctx.session.userId, input);
      return listWorkingOrders({ userId: ctx.session.userId, ...input });
    }),
  list: roleProcedure("viewer")
    .input(listInput)
    .query(async ({ ctx, input }) => {
      const { cursor, limit, botId } = input;
      await checkList(ctx.session.userId, input, isTradeCursor);
      return listTrades({ userId: ctx.session.userId, cursor, limit, botId });
    }),
  why: roleProcedure("viewer")
    .input(whyInput)
    .query(async ({ ctx, input }) => {
      const why = await explainTrade({ userId: ctx.session.userId, fillId: input.fillId });
      if (why) return why;
      throw new TRPCError({
        code: "NOT_FOUND",
        message: "There is no such trade. Look at the list of trades.",
      });
    }),
});
