import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { listApprovals } from "../../list-approvals";
import { approvalView } from "../../views/approvals";

export const listApprovalsCommand = defineCommand({
  id: "approvals.list",
  title: "Open approvals",
  guidance: "Lists the cards that still wait for the owner's click, oldest first.",
  input: z.strictObject({}),
  output: z.array(approvalView).readonly(),
  tier: "R",
  role: "viewer",
  run: async (_input, ctx) => accept(await listApprovals(ctx.userId, ctx.wallNow, ctx.session !== undefined)),
});
