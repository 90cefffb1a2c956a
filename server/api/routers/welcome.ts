import { z } from "zod";
import { publicProcedure, router, unwrap } from "@/server/api/trpc";
import { claimOwner } from "@/server/auth/claim-owner";
import type { ClaimOwnerInput } from "@/server/auth/core/account";
import { isClaimedForAll } from "@/server/auth/is-claimed";

// Read by the use-case itself, so that bad input is refused there and audited.
const claimInput = z.unknown() as unknown as z.ZodType<unknown, ClaimOwnerInput>;

export const welcomeRouter = router({
  state: publicProcedure.query(async ({ ctx }) => ({ claimed: await isClaimedForAll(ctx.wallNow) })),
  claim: publicProcedure.input(claimInput).mutation(async ({ ctx, input }) => {
    const now = { wallNow: ctx.wallNow, marketNow: await ctx.readMarketNow() };
    return unwrap(await claimOwner(input, { ip: ctx.ip }, now));
  }),
});
