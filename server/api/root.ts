import { z } from "zod";
import { claimOwner } from "@/server/auth/claim-owner";
import type { ClaimOwnerInput } from "@/server/auth/core/account";
import { isClaimedForAll } from "@/server/auth/is-claimed";
import { approveCommand } from "@/server/commands/approve-command";
import { catalog } from "@/server/commands/catalog-list";
import { denyApproval } from "@/server/commands/deny-approval";
import { toContext } from "./action-context-of";
import { deriveProcedures } from "./derive-procedures";
import { createCallerFactory, publicProcedure, roleProcedure, router, unwrap } from "./trpc";

const approvalRef = z.strictObject({ approvalId: z.uuid("Name the approval by its id.") });
// Read by the use-case itself, so that bad input is refused there and audited.
const claimInput = z.unknown() as unknown as z.ZodType<unknown, ClaimOwnerInput>;

const derived = deriveProcedures(catalog);

/**
 * Every procedure there is: the registry's commands at the path of their id, and the few that are none. A click on a
 * card carries a command out and must never be a tool of a model; taking the instance over happens before anybody
 * could ask.
 */
export const appRouter = router({
  ...derived,
  approvals: {
    ...derived.approvals,
    approve: roleProcedure("trader")
      .input(approvalRef.extend({ code: z.string("A code is text.").max(20, "That is no code.").optional() }))
      .mutation(async ({ ctx, input }) => unwrap(await approveCommand(input, await toContext(ctx)))),
    deny: roleProcedure("trader")
      .input(approvalRef)
      .mutation(async ({ ctx, input }) => unwrap(await denyApproval(input, await toContext(ctx)))),
  },
  welcome: {
    state: publicProcedure.query(async ({ ctx }) => ({ claimed: await isClaimedForAll(ctx.wallNow) })),
    claim: publicProcedure.input(claimInput).mutation(async ({ ctx, input }) => {
      const now = { wallNow: ctx.wallNow, marketNow: await ctx.readMarketNow() };
      return unwrap(await claimOwner(input, { ip: ctx.ip }, now));
    }),
  },
});

export type AppRouter = typeof appRouter;

export const createCaller = createCallerFactory(appRouter);
