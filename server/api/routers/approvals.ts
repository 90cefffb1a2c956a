import { z } from "zod";
import { toContext } from "@/server/api/action-context-of";
import { roleProcedure, router, unwrap } from "@/server/api/trpc";
import { approveCommand } from "@/server/commands/approve-command";
import { denyApproval } from "@/server/commands/deny-approval";
import { listApprovals } from "@/server/commands/list-approvals";

const approvalRef = z.strictObject({ approvalId: z.uuid("Name the approval by its id.") });

export const approvalsRouter = router({
  list: roleProcedure("viewer").query(({ ctx }) => listApprovals(ctx.session.userId, ctx.wallNow)),
  approve: roleProcedure("trader")
    .input(approvalRef)
    .mutation(async ({ ctx, input }) => unwrap(await approveCommand(input, await toContext(ctx)))),
  deny: roleProcedure("trader")
    .input(approvalRef)
    .mutation(async ({ ctx, input }) => unwrap(await denyApproval(input, await toContext(ctx)))),
});
