import { roleProcedure, router } from "@/server/api/trpc";
import { showHealth } from "@/server/health/show-health";
import { showStorage } from "@/server/storage/show-storage";

export const healthRouter = router({
  show: roleProcedure("viewer").query(({ ctx }) =>
    showHealth({ userId: ctx.session.userId, wallNow: ctx.wallNow }),
  ),
  storage: roleProcedure("viewer").query(({ ctx }) =>
    showStorage({ userId: ctx.session.userId, wallNow: ctx.wallNow }),
  ),
});
