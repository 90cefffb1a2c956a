import { roleProcedure, router } from "@/server/api/trpc";
import { showHealth } from "@/server/health/show-health";

export const healthRouter = router({
  show: roleProcedure("viewer").query(({ ctx }) =>
    showHealth({ userId: ctx.session.userId, wallNow: ctx.wallNow }),
  ),
});
