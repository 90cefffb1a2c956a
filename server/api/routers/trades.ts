import { TRPCError } from "@trpc/server";
import { z } from "zod";
import { roleProcedure, router } from "@/server/api/trpc";
import { explainTrade } from "@/server/trading/history/explain-trade";
import { listTrades } from "@/server/trading/history/list-trades";

const listInput = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(200, "At most 200 trades at once.").default(50),
  botId: z.uuid("Name the bot by its id.").optional(),
  /** sent by the client library with every page; pages only ever go forward */
  direction: z.literal("forward").optional(),
});
const whyInput = z.strictObject({ fillId: z.uuid("Name the trade by its id.") });

export const tradesRouter = router({
  list: roleProcedure("viewer")
    .input(listInput)
    .query(({ ctx, input }) => {
      const { cursor, limit, botId } = input;
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
