import { z } from "zod";
import { mutationCommand, roleProcedure, router } from "@/server/api/trpc";
import { clearHaltCommand } from "@/server/commands/catalog/clear-halt";
import { listGuards } from "@/server/risk/list-guards";

const guardsInput = z.strictObject({
  book: z.enum(["paper", "live", "demo"], "Book is one of paper, live, demo."),
});

export const riskRouter = router({
  /** Locks and halts that are in force on a book, by the currency of its parts. */
  guards: roleProcedure("viewer")
    .input(guardsInput)
    .query(({ ctx, input }) => listGuards({ userId: ctx.session.userId, book: input.book })),
  clearHalt: mutationCommand(clearHaltCommand),
});
